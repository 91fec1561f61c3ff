package faultline.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Consumers that live as long as their step: a reader with assigned partitions, a worker of a group, a share-group member. */
final class ConsumeSteps {
    private static final long READ_LIMIT_MS = 60_000;

    private final String bootstrap;

    ConsumeSteps(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    static Properties properties(String bootstrap, String clientId, Map<String, String> defaults, JsonNode config) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("client.id", clientId);
        properties.putAll(defaults);
        properties.putAll(Story.strings(config));
        return properties;
    }

    static KafkaConsumer<String, String> consumer(Properties properties) {
        return new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
    }

    static String text(ConsumerRecord<String, String> record) {
        String key = record.key() == null ? "" : record.key() + "=";
        return record.partition() + ":" + record.offset() + ":" + key + record.value();
    }

    /** From the beginning to the end offsets, by partition, then offset. */
    Object consume(JsonNode step) throws Exception {
        Map<String, String> defaults = new HashMap<>(Map.of("enable.auto.commit", "false", "auto.offset.reset", "earliest"));
        defaults.put("isolation.level", step.path("isolation").asText("read_uncommitted"));
        List<ConsumerRecord<String, String>> read = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = consumer(properties(bootstrap, "reader", defaults, step.path("config")))) {
            String topic = step.get("topic").asText();
            List<TopicPartition> partitions = new ArrayList<>();
            if (step.has("partition")) partitions.add(new TopicPartition(topic, step.get("partition").asInt()));
            else consumer.partitionsFor(topic).forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long limit = System.currentTimeMillis() + READ_LIMIT_MS;
            while (!isAtEnd(consumer, ends)) {
                if (System.currentTimeMillis() > limit) throw new org.apache.kafka.common.errors.TimeoutException("end offsets not reached");
                consumer.poll(Duration.ofMillis(100)).forEach(read::add);
            }
        }
        read.sort(Comparator.<ConsumerRecord<String, String>>comparingInt(ConsumerRecord::partition)
            .thenComparingLong(ConsumerRecord::offset));
        return read.stream().map(ConsumeSteps::text).toList();
    }

    private static boolean isAtEnd(KafkaConsumer<String, String> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** One member of a group: reads, processes one by one, commits as told, ends as told. */
    Object work(JsonNode step) throws Exception {
        int max = step.path("max").asInt(Integer.MAX_VALUE);
        int processOnly = step.path("processOnly").asInt(Integer.MAX_VALUE);
        String commit = step.path("commit").asText("after");
        Map<String, String> defaults = new HashMap<>(Map.of(
            "group.id", step.get("group").asText(), "enable.auto.commit", "false", "auto.offset.reset", "earliest"));
        if (step.has("max")) defaults.put("max.poll.records", String.valueOf(Math.max(1, max)));
        if (!step.path("config").path("group.protocol").asText("classic").equals("consumer")) {
            defaults.put("session.timeout.ms", "6000");
            defaults.put("heartbeat.interval.ms", "500");
        }
        List<String> processed = new ArrayList<>();
        Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
        KafkaConsumer<String, String> consumer = consumer(properties(bootstrap, "worker", defaults, step.path("config")));
        try {
            consumer.subscribe(List.of(step.get("topic").asText()));
            long end = System.currentTimeMillis() + step.path("forMs").asLong(12_000);
            int limit = Math.min(max, processOnly);
            while (processed.size() < limit && System.currentTimeMillis() < end) {
                ConsumerRecords<String, String> polled = consumer.poll(Duration.ofMillis(100));
                if (commit.equals("before") && !polled.isEmpty()) consumer.commitSync();
                for (ConsumerRecord<String, String> record : polled) {
                    if (processed.size() >= limit) break;
                    processed.add(text(record));
                    done.put(new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
                }
            }
            if (commit.equals("after") && !done.isEmpty()) consumer.commitSync(done);
        } finally {
            consumer.close(ending(step.path("end").asText("leave")));
        }
        return Map.of("processed", processed);
    }

    /** `vanish` closes without telling the coordinator. */
    static CloseOptions ending(String how) {
        CloseOptions options = CloseOptions.timeout(Duration.ofSeconds(10));
        return how.equals("vanish")
            ? options.withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP)
            : options;
    }

    /** A share-group member that acknowledges each delivery explicitly, with the answers in turn. */
    Object share(JsonNode step) throws Exception {
        List<String> answers = step.has("answers") ? Story.texts(step.get("answers")) : List.of("accept");
        int max = step.path("max").asInt(Integer.MAX_VALUE);
        List<String> delivered = new ArrayList<>();
        Map<String, String> defaults = Map.of("group.id", step.get("group").asText(), "share.acknowledgement.mode", "explicit");
        Properties properties = properties(bootstrap, "sharer", defaults, step.path("config"));
        try (KafkaShareConsumer<String, String> consumer =
                 new KafkaShareConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(step.get("topic").asText()));
            long end = System.currentTimeMillis() + step.path("forMs").asLong(8000);
            while (delivered.size() < max && System.currentTimeMillis() < end) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                    String answer = answers.get(delivered.size() % answers.size());
                    consumer.acknowledge(record, AcknowledgeType.valueOf(answer.toUpperCase(java.util.Locale.ROOT)));
                    delivered.add(text(record) + " delivery " + record.deliveryCount().orElse((short) 0) + " " + answer);
                }
                consumer.commitSync();
            }
        }
        return Map.of("delivered", delivered);
    }
}
