package faultline.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a recording's producers got acknowledged. A record that a producer gave up on may or may not be in the log, so
 * in a topic with such records a position is compared by how many acknowledged records lie below it.
 */
final class Acknowledged {
    private final Map<String, NavigableSet<Long>> offsets = new HashMap<>();
    private final Set<String> uncertain = new HashSet<>();
    private final Set<String> givenUp = new HashSet<>();

    Acknowledged(List<ObjectNode> steps) {
        for (ObjectNode step : steps) {
            JsonNode observed = step.path("observed");
            if (!step.get("do").asText().equals("produce") || !observed.has("offsets")) continue;
            String topic = step.get("topic").asText();
            for (String offset : Story.texts(observed.get("offsets"))) {
                long at = Long.parseLong(offset.substring(offset.indexOf(':') + 1));
                if (at >= 0) of(topic, offset.substring(0, offset.indexOf(':'))).add(at);
            }
            if (observed.path("errors").isEmpty()) continue;
            uncertain.add(topic);
            for (int i = 0; i < step.path("count").asInt(1); i++) givenUp.add(step.get("value").asText() + i);
        }
    }

    private NavigableSet<Long> of(String topic, String partition) {
        return offsets.computeIfAbsent(topic + "-" + partition, name -> new TreeSet<>());
    }

    /** True of a topic that a producer sent records to and gave up on. */
    boolean isUncertain(String topic) {
        return uncertain.contains(topic);
    }

    /** Texts of the produce steps with an error: their records are in a log or not. */
    Set<String> givenUp() {
        return givenUp;
    }

    /** How many acknowledged records lie below the offset. */
    long rank(String topic, String partition, long offset) {
        return of(topic, partition).headSet(offset).size();
    }

    boolean contains(String topic, String partition, long offset) {
        return of(topic, partition).contains(offset);
    }
}
