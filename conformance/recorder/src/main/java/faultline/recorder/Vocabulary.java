package faultline.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The steps and parameters that can be played. Anything else is refused before a cluster is started. */
final class Vocabulary {
    private static final Set<String> STORY_KEYS = Set.of(
        "name", "why", "brokers", "controllers", "brokerConfig", "controllerConfig", "features", "kafka", "steps");

    /** Step to its parameters; a trailing ! marks one that must be there. */
    private static final Map<String, List<String>> STEPS = new LinkedHashMap<>();

    static {
        step("createTopic", "topic! replicas partitions replicationFactor config");
        step("produce", "topic! partition value! count key keys config oneByOne");
        for (String fault : List.of("kill", "terminate", "pause", "resume", "start")) step(fault, "nodes!");
        for (String plain : List.of("startAll", "killController", "awaitAllInSync", "quorum")) step(plain, "");
        step("sleep", "ms!");
        step("await", "topic! partition until! timeoutMs");
        step("describe", "topic!");
        step("offsets", "topic!");
        step("consume", "topic! partition isolation config");
        step("dumpLog", "node! topic! partition!");
        step("electPreferred", "topic! partition!");
        step("electUnclean", "topic! partition!");
        step("alterTopic", "topic! config!");
        step("groupConfig", "group! config!");
        step("reassign", "topic! partition! replicas!");
        step("addPartitions", "topic! to!");
        step("deleteRecords", "topic! partition! before!");
        step("join", "group! member! topics! assignor protocol instanceId config");
        step("leave", "member! how");
        step("stall", "member! ms!");
        step("awaitGroup", "group! members! timeoutMs");
        step("describeGroup", "group!");
        step("callbacks", "group!");
        step("work", "group! topic! max processOnly commit end config forMs");
        step("groupOffsets", "group!");
        step("killCoordinator", "group!");
        step("txnInit", "producer! transactionalId! config");
        step("txnBegin", "producer!");
        step("txnSend", "producer! topic! partition value! count key keys");
        step("txnSendOffsets", "producer! group! topic! partition offset!");
        step("txnCommit", "producer!");
        step("txnAbort", "producer!");
        step("share", "group! topic! answers max forMs config");
        step("wire", "client");
        step("cli", "main! args!");
    }

    private Vocabulary() {}

    private static void step(String kind, String parameters) {
        STEPS.put(kind, parameters.isEmpty() ? List.of() : Arrays.asList(parameters.split(" ")));
    }

    /** Throws InvalidStory that lists every problem of the file. */
    static void check(ObjectNode story) {
        List<String> problems = new ArrayList<>();
        story.fieldNames().forEachRemaining(key -> {
            if (!STORY_KEYS.contains(key)) problems.add("unknown key " + key + "; known: " + new TreeSet<>(STORY_KEYS));
        });
        checkBrokers(story.path("brokers"), problems);
        if (!story.path("steps").isArray() || story.path("steps").isEmpty()) problems.add("steps: a list with at least one step");
        int number = 0;
        for (JsonNode step : story.path("steps")) checkStep(++number, step, problems);
        if (!problems.isEmpty()) throw new Story.InvalidStory(String.join("\n", problems));
    }

    private static void checkBrokers(JsonNode brokers, List<String> problems) {
        if (!brokers.isArray() || brokers.isEmpty()) problems.add("brokers: a list of {id, rack}");
        Set<Integer> ids = new HashSet<>();
        for (JsonNode broker : brokers) {
            int id = broker.path("id").asInt(-1);
            if (id < 0 || id >= Cluster.FIRST_CONTROLLER) {
                problems.add("brokers: an id from 0 to " + (Cluster.FIRST_CONTROLLER - 1) + ", not " + broker.path("id"));
            } else if (!ids.add(id)) {
                problems.add("brokers: id " + id + " twice");
            }
        }
    }

    private static void checkStep(int number, JsonNode step, List<String> problems) {
        String kind = step.path("do").asText("");
        List<String> known = STEPS.get(kind);
        if (known == null) {
            problems.add("step " + number + ": unknown step \"" + kind + "\"; known: " + String.join(", ", STEPS.keySet()));
            return;
        }
        for (Iterator<String> keys = step.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            boolean isKnown = List.of("do", "observed", "tookMs").contains(key) || known.contains(key) || known.contains(key + "!");
            if (!isKnown) problems.add("step " + number + " (" + kind + "): unknown parameter " + key + "; known: " + known);
        }
        for (String key : known) {
            if (key.endsWith("!") && !step.has(key.substring(0, key.length() - 1))) {
                problems.add("step " + number + " (" + kind + "): parameter " + key.substring(0, key.length() - 1) + " is missing");
            }
        }
    }
}
