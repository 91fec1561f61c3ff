package faultline.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Records and offsets of two recordings. Each function returns the differences in words; none = they agree. */
final class LogCompare {
    private final Acknowledged shipped;
    private final Acknowledged recorded;
    private final Set<String> givenUp;

    LogCompare(Acknowledged shipped, Acknowledged recorded) {
        this.shipped = shipped;
        this.recorded = recorded;
        givenUp = new HashSet<>(shipped.givenUp());
        givenUp.addAll(recorded.givenUp());
    }

    private boolean isUncertain(String topic) {
        return shipped.isUncertain(topic) || recorded.isUncertain(topic);
    }

    private static List<String> unequal(String what, Object a, Object b) {
        return a.equals(b) ? List.of() : List.of(Compare.line(what, a, b));
    }

    /** Without partition and keys only counts: the sticky partitioner draws. */
    List<String> produced(JsonNode step, JsonNode a, JsonNode b) {
        List<String> lines = new ArrayList<>(unequal("acked", a.get("acked"), b.get("acked")));
        lines.addAll(unequal("errors", a.get("errors"), b.get("errors")));
        boolean isDrawn = !step.has("partition") && !step.has("keys") && !step.has("key");
        if (!isDrawn && lines.isEmpty()) {
            String topic = step.get("topic").asText();
            lines.addAll(unequal("offsets", positions(topic, a.get("offsets"), shipped), positions(topic, b.get("offsets"), recorded)));
        }
        return lines;
    }

    private List<String> positions(String topic, JsonNode offsets, Acknowledged acknowledged) {
        List<String> all = new ArrayList<>();
        for (String text : Story.texts(offsets)) {
            int colon = text.indexOf(':');
            String partition = text.substring(0, colon);
            long offset = Long.parseLong(text.substring(colon + 1));
            all.add(isUncertain(topic) && offset >= 0 ? partition + ": rank " + acknowledged.rank(topic, partition, offset) : text);
        }
        return all;
    }

    List<String> offsets(String topic, JsonNode a, JsonNode b) {
        if (!isUncertain(topic)) return unequal("offsets", a, b);
        return unequal("ranks of offsets", ranks(topic, a, shipped), ranks(topic, b, recorded));
    }

    private static List<String> ranks(String topic, JsonNode partitions, Acknowledged acknowledged) {
        List<String> all = new ArrayList<>();
        for (JsonNode one : partitions) {
            String partition = one.get("partition").asText();
            for (String key : List.of("earliest", "latest", "lastStable")) {
                all.add(partition + " " + key + " " + acknowledged.rank(topic, partition, one.get(key).asLong()));
            }
        }
        return all;
    }

    /** By partition in order; given-up records are taken out and later offsets shifted by them. */
    List<String> reads(JsonNode a, JsonNode b) {
        return unequal("records", byPartition(a), byPartition(b));
    }

    private Map<String, List<String>> byPartition(JsonNode reads) {
        Map<String, List<String>> all = new TreeMap<>();
        Map<String, Integer> taken = new TreeMap<>();
        for (String read : Story.texts(reads)) {
            String[] parts = read.split(":", 3);
            String value = parts[2].substring(parts[2].lastIndexOf('=') + 1);
            if (givenUp.contains(value)) {
                taken.merge(parts[0], 1, Integer::sum);
                continue;
            }
            long offset = Long.parseLong(parts[1]) - taken.getOrDefault(parts[0], 0);
            all.computeIfAbsent(parts[0], partition -> new ArrayList<>()).add(offset + ":" + parts[2]);
        }
        return all;
    }

    /** Exactly; with given-up records in the topic, the leader epochs and kinds of the acknowledged ones. */
    List<String> runs(String topic, String partition, JsonNode a, JsonNode b) {
        if (!isUncertain(topic)) return unequal("log", a, b);
        return unequal("acknowledged in the log", acknowledged(topic, partition, a, shipped), acknowledged(topic, partition, b, recorded));
    }

    private static List<String> acknowledged(String topic, String partition, JsonNode runs, Acknowledged acknowledged) {
        List<String> all = new ArrayList<>();
        for (JsonNode run : runs) {
            for (long offset = run.get("baseOffset").asLong(); offset <= run.get("lastOffset").asLong(); offset++) {
                if (!acknowledged.contains(topic, partition, offset)) continue;
                all.add("rank " + acknowledged.rank(topic, partition, offset) + " epoch " + run.get("partitionLeaderEpoch")
                    + " " + run.get("isTransactional") + " " + run.get("isControl"));
            }
        }
        return all;
    }
}
