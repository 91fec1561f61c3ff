package faultline.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** Transactional producers, which live under a name from step to step. Each step answers {ok, value} or {ok, error}. */
final class TransactionSteps implements AutoCloseable {
    private static final int ANSWER_SECONDS = 120;

    private final String bootstrap;
    private final Map<String, KafkaProducer<String, String>> producers = new HashMap<>();

    TransactionSteps(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    private interface Act {
        /** What to record under `value`; null when there is nothing. */
        Object run() throws Exception;
    }

    Object init(JsonNode step) throws Exception {
        String name = step.get("producer").asText();
        Map<String, String> defaults = Map.of("transactional.id", step.get("transactionalId").asText());
        KafkaProducer<String, String> producer = ProduceSteps.producer(bootstrap, "producer", step.path("config"), defaults);
        KafkaProducer<String, String> before = producers.put(name, producer);
        if (before != null) before.close(Duration.ZERO);
        return outcome(() -> {
            producer.initTransactions();
            return null;
        });
    }

    Object act(JsonNode step) throws Exception {
        KafkaProducer<String, String> producer = producers.get(step.get("producer").asText());
        if (producer == null) throw new IllegalArgumentException("no producer " + step.get("producer") + ": txnInit comes first");
        return outcome(() -> {
            switch (step.get("do").asText()) {
                case "txnBegin" -> producer.beginTransaction();
                case "txnCommit" -> producer.commitTransaction();
                case "txnAbort" -> producer.abortTransaction();
                case "txnSendOffsets" -> producer.sendOffsetsToTransaction(
                    Map.of(new TopicPartition(step.get("topic").asText(), step.path("partition").asInt(0)),
                        new OffsetAndMetadata(step.get("offset").asLong())),
                    new ConsumerGroupMetadata(step.get("group").asText()));
                default -> {
                    return send(producer, step);
                }
            }
            return null;
        });
    }

    private static List<Long> send(KafkaProducer<String, String> producer, JsonNode step) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (ProducerRecord<String, String> record : ProduceSteps.records(step)) sent.add(producer.send(record));
        producer.flush();
        List<Long> offsets = new ArrayList<>();
        for (Future<RecordMetadata> answer : sent) offsets.add(answer.get(ANSWER_SECONDS, TimeUnit.SECONDS).offset());
        return offsets;
    }

    private static Object outcome(Act act) throws Exception {
        Map<String, Object> observed = new LinkedHashMap<>();
        try {
            Object value = act.run();
            observed.put("ok", true);
            if (value != null) observed.put("value", value);
        } catch (IllegalStateException e) {
            observed.put("ok", false);
            observed.put("error", Calls.nameOf(e));
        } catch (Exception e) {
            if (!Calls.isRefusal(e)) throw e;
            observed.put("ok", false);
            observed.put("error", Calls.nameOf(e));
        }
        return observed;
    }

    @Override
    public void close() {
        producers.values().forEach(producer -> producer.close(Duration.ZERO));
    }
}
