package faultline.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/** A producer made for the step: sends, flushes, closes. */
final class ProduceSteps {
    private static final int SECONDS_PER_RECORD = 180;

    private final String bootstrap;

    ProduceSteps(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    static KafkaProducer<String, String> producer(String bootstrap, String clientId, JsonNode config, Map<String, String> more) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("client.id", clientId);
        properties.putAll(more);
        properties.putAll(Story.strings(config));
        return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }

    /** value0, value1, …: keys in turn, or the one key, or none; to the partition that is named, if one is. */
    static List<ProducerRecord<String, String>> records(JsonNode step) {
        List<String> keys = step.has("keys") ? Story.texts(step.get("keys"))
            : step.has("key") ? List.of(step.get("key").asText()) : List.of();
        Integer partition = step.has("partition") ? Integer.valueOf(step.get("partition").asInt()) : null;
        List<ProducerRecord<String, String>> all = new ArrayList<>();
        for (int i = 0; i < step.path("count").asInt(1); i++) {
            String key = keys.isEmpty() ? null : keys.get(i % keys.size());
            all.add(new ProducerRecord<>(step.get("topic").asText(), partition, key, step.get("value").asText() + i));
        }
        return all;
    }

    Object produce(JsonNode step) throws Exception {
        List<String> offsets = new ArrayList<>();
        Map<String, Integer> errors = new TreeMap<>();
        try (KafkaProducer<String, String> producer = producer(bootstrap, "producer", step.path("config"), Map.of())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (ProducerRecord<String, String> record : records(step)) {
                Future<RecordMetadata> answer = producer.send(record);
                if (step.path("oneByOne").asBoolean(false)) take(answer, offsets, errors);
                else sent.add(answer);
            }
            producer.flush();
            for (Future<RecordMetadata> answer : sent) take(answer, offsets, errors);
            producer.close(Duration.ofSeconds(10));
        }
        Map<String, Object> observed = new LinkedHashMap<>();
        observed.put("acked", offsets.size());
        observed.put("offsets", offsets);
        observed.put("errors", errors);
        return observed;
    }

    private static void take(Future<RecordMetadata> answer, List<String> offsets, Map<String, Integer> errors) throws Exception {
        try {
            RecordMetadata metadata = answer.get(SECONDS_PER_RECORD, TimeUnit.SECONDS);
            offsets.add(metadata.partition() + ":" + metadata.offset());
        } catch (Exception e) {
            if (!Calls.isRefusal(e)) throw e;
            errors.merge(Calls.nameOf(e), 1, Integer::sum);
        }
    }
}
