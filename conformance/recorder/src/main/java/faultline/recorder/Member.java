package faultline.recorder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** A member of a group on a thread of its own: polls until it leaves, and keeps what its callbacks were told. */
final class Member implements Runnable, ConsumerRebalanceListener {
    final String group;
    private final Properties properties;
    private final List<String> topics;
    private final Thread thread;
    private final AtomicLong stallMs = new AtomicLong();
    /** Entries: {assigned | revoked | lost: [partition…]}, or the name of the exception that ended the member. */
    private final List<Object> callbacks = new ArrayList<>();
    private int heard;
    private volatile Set<String> holding = Set.of();
    private volatile String memberId = "";
    /** How to end; null while it stays. */
    private volatile String ending;

    Member(String name, String group, List<String> topics, Properties properties) {
        this.group = group;
        this.topics = topics;
        this.properties = properties;
        thread = new Thread(this, "member-" + name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        try {
            KafkaConsumer<String, String> consumer = ConsumeSteps.consumer(properties);
            try {
                consumer.subscribe(topics, this);
                while (ending == null) {
                    long stall = stallMs.getAndSet(0);
                    if (stall > 0) Thread.sleep(stall);
                    consumer.poll(Duration.ofMillis(100));
                    holding = names(consumer.assignment());
                    memberId = consumer.groupMetadata().memberId();
                }
            } finally {
                consumer.close(ConsumeSteps.ending(ending == null ? "leave" : ending));
            }
        } catch (Exception e) {
            note(Calls.nameOf(e));
        }
        holding = Set.of();
    }

    /** From its next poll on it stays so long in its processing. */
    void stall(long ms) {
        stallMs.set(ms);
    }

    void end(String how) throws InterruptedException {
        ending = how;
        thread.join(30_000);
    }

    String memberId() {
        return memberId;
    }

    Set<String> holding() {
        return holding;
    }

    /** How many callbacks there have been in all. */
    synchronized int heard() {
        return heard;
    }

    /** The callbacks since the last look. */
    synchronized List<Object> takeCallbacks() {
        List<Object> all = List.copyOf(callbacks);
        callbacks.clear();
        return all;
    }

    private synchronized void note(Object callback) {
        callbacks.add(callback);
        heard++;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        note(Map.of("assigned", names(partitions)));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        note(Map.of("revoked", names(partitions)));
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        note(Map.of("lost", names(partitions)));
    }

    static Set<String> names(Collection<TopicPartition> partitions) {
        Set<String> all = new TreeSet<>();
        for (TopicPartition partition : partitions) all.add(partition.toString());
        return all;
    }
}
