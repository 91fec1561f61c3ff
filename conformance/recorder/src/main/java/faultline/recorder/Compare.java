package faultline.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Two recordings of one story, step by step, but for what Kafka itself leaves open. */
final class Compare {
    private final List<ObjectNode> shipped;
    private final List<ObjectNode> recorded;
    private final LogCompare logs;
    private final boolean isOneBroker;
    /** Topics of which Kafka chose the placement: how many replicas there are is compared, not which. */
    private final Set<String> placedByKafka = new HashSet<>();
    private final List<String> differences = new ArrayList<>();

    private Compare(Story shipped, Story recorded) {
        this.shipped = shipped.steps();
        this.recorded = recorded.steps();
        isOneBroker = shipped.brokers().size() == 1;
        logs = new LogCompare(new Acknowledged(this.shipped), new Acknowledged(this.recorded));
    }

    /** Prints the agreement step by step; 0 agreed, 1 disagreed or nothing was compared. */
    static int print(Path shippedFile, Path recordedFile) throws IOException {
        Story shipped = Story.read(shippedFile);
        Story recorded = Story.read(recordedFile);
        Compare compare = new Compare(shipped, recorded);
        if (compare.shipped.size() != compare.recorded.size()) {
            throw new Story.InvalidStory("not the same story: " + compare.shipped.size() + " and " + compare.recorded.size() + " steps");
        }
        int compared = 0;
        int disagreed = 0;
        for (int i = 0; i < compare.shipped.size(); i++) {
            String kind = compare.shipped.get(i).get("do").asText();
            boolean isCompared = compare.compareStep(i);
            if (isCompared) compared++;
            if (!compare.differences.isEmpty()) disagreed++;
            String verdict = !compare.differences.isEmpty() ? "DIFFERS" : isCompared ? "agrees" : "-";
            System.out.printf("%3d %-16s %s%n", i + 1, kind, verdict);
            compare.differences.forEach(difference -> System.out.println("      " + difference));
            compare.differences.clear();
        }
        System.out.printf("%s: %d steps, %d compared, %d differ%n", shipped.name(), compare.shipped.size(), compared, disagreed);
        return compared > 0 && disagreed == 0 ? 0 : 1;
    }

    /** Fills `differences`; false when nothing is to be compared in this step. */
    private boolean compareStep(int index) {
        ObjectNode step = shipped.get(index);
        if (!parameters(step).equals(parameters(recorded.get(index)))) {
            throw new Story.InvalidStory("not the same story: step " + (index + 1) + " differs in its parameters");
        }
        JsonNode a = step.path("observed");
        JsonNode b = recorded.get(index).path("observed");
        if (a.isMissingNode() && b.isMissingNode()) return false;
        if (a.has("exception") || b.has("exception") || a.isMissingNode() || b.isMissingNode()) {
            differ("observed", a, b);
            return true;
        }
        return compareObserved(step, a, b);
    }

    private static ObjectNode parameters(ObjectNode step) {
        ObjectNode copy = step.deepCopy();
        copy.remove(List.of("observed", "tookMs"));
        return copy;
    }

    private boolean compareObserved(ObjectNode step, JsonNode a, JsonNode b) {
        String topic = step.path("topic").asText();
        switch (step.get("do").asText()) {
            case "killController", "killCoordinator" -> {
                return false;
            }
            case "createTopic", "addPartitions" -> {
                if (!step.has("replicas") && !isOneBroker) placedByKafka.add(topic);
                describe(topic, a, b, -1);
            }
            case "describe", "reassign" -> describe(topic, a, b, -1);
            case "await" -> {
                differ("timedOut", a.path("timedOut"), b.path("timedOut"));
                if (a.isArray() && b.isArray()) describe(topic, a, b, step.path("partition").asInt(0));
            }
            case "electPreferred", "electUnclean" -> {
                differ("error", a.get("error"), b.get("error"));
                describe(topic, a.path("partitions"), b.path("partitions"), -1);
            }
            case "startAll" -> differ("how many", a.size(), b.size());
            case "quorum" -> quorum(a, b);
            case "produce" -> differences.addAll(logs.produced(step, a, b));
            case "offsets", "deleteRecords" -> differences.addAll(logs.offsets(topic, a, b));
            case "consume" -> differences.addAll(logs.reads(a, b));
            case "work" -> differences.addAll(logs.reads(a.path("processed"), b.path("processed")));
            case "dumpLog" -> differences.addAll(logs.runs(topic, step.get("partition").asText(), a, b));
            case "share" -> differ("delivered", GroupCompare.deliveries(a), GroupCompare.deliveries(b));
            case "describeGroup" -> differences.addAll(GroupCompare.group(a, b));
            case "awaitGroup" -> {
                differ("timedOut", a.path("timedOut"), b.path("timedOut"));
                differences.addAll(GroupCompare.group(a.path("group"), b.path("group")));
                if (GroupCompare.isSameByIds(a.path("group"), b.path("group"))) {
                    differences.addAll(GroupCompare.callbacks(a.path("callbacks"), b.path("callbacks")));
                }
            }
            case "callbacks" -> differences.addAll(GroupCompare.callbacks(a, b));
            case "wire" -> differences.addAll(WireCompare.differences(a, b));
            case "cli" -> differ("output", ToolOutput.comparable(a.asText()), ToolOutput.comparable(b.asText()));
            default -> differ("observed", a, b);
        }
        return true;
    }

    /** `only` = the awaited partition, -1 all. ISR and ELR come sorted. */
    private void describe(String topic, JsonNode a, JsonNode b, int only) {
        differ("partitions", a.size(), b.size());
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            String partition = a.get(i).path("partition").asText();
            if (only >= 0 && only != a.get(i).path("partition").asInt()) continue;
            for (String key : List.of("partition", "leader", "replicas", "isr", "elr", "epochOfLatestOffset")) {
                JsonNode left = a.get(i).path(key);
                JsonNode right = b.get(i).path(key);
                String what = "partition " + partition + " " + key;
                if (!placedByKafka.contains(topic)) differ(what, left, right);
                else if (left.isArray()) differ("number of " + what, left.size(), right.size());
                else if (key.equals("leader")) differ(what + " is there", left.asInt() >= 0, right.asInt() >= 0);
                else differ(what, left, right);
            }
        }
    }

    /** Who leads and at which epoch is drawn by election time-outs: the leader has to be a voter. */
    private void quorum(JsonNode a, JsonNode b) {
        differ("voters", a.get("voters"), b.get("voters"));
        if (!Story.numbers(b.path("voters")).contains(b.path("leader").asInt())) {
            differences.add("leader " + b.path("leader") + " is not a voter");
        }
    }

    private void differ(String what, Object shippedValue, Object recordedValue) {
        if (!shippedValue.equals(recordedValue)) differences.add(line(what, shippedValue, recordedValue));
    }

    static String line(String what, Object shippedValue, Object recordedValue) {
        return what + ": shipped " + shippedValue + ", recorded " + recordedValue;
    }
}
