package faultline.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Groups of two recordings. Member ids are drawn anew each time. Range and round-robin order members by id and do nothing
 * else with it; the other assignors hash ids too: with other ids, how many partitions each member has is compared, not which.
 */
final class GroupCompare {
    private static final Set<String> ONLY_ORDER_COUNTS = Set.of("range", "roundrobin");

    private GroupCompare() {}

    /** True when the ids of both recordings lead to the same assignment and the same callbacks. */
    static boolean isSameByIds(JsonNode a, JsonNode b) {
        if (a.path("memberIds").equals(b.path("memberIds"))) return true;
        return ONLY_ORDER_COUNTS.contains(a.path("assignor").asText()) && orderOf(a).equals(orderOf(b));
    }

    private static List<String> orderOf(JsonNode group) {
        Map<String, String> ids = Story.strings(group.path("memberIds"));
        return ids.keySet().stream().sorted(Comparator.comparing(ids::get)).toList();
    }

    static List<String> group(JsonNode a, JsonNode b) {
        List<String> lines = new ArrayList<>();
        for (String key : List.of("state", "type", "assignor", "groupEpoch")) {
            if (!a.path(key).equals(b.path(key))) lines.add(Compare.line(key, a.path(key), b.path(key)));
        }
        boolean isExact = isSameByIds(a, b) || a.path("memberIds").size() == 1;
        Object left = isExact ? assignment(a) : sizes(a);
        Object right = isExact ? assignment(b) : sizes(b);
        if (!left.equals(right)) lines.add(Compare.line("assignment", left, right));
        return lines;
    }

    private static Map<String, TreeSet<String>> assignment(JsonNode group) {
        Map<String, TreeSet<String>> all = new TreeMap<>();
        group.path("assignment").fields().forEachRemaining(
            field -> all.put(field.getKey(), new TreeSet<>(Story.texts(field.getValue()))));
        return all;
    }

    private static List<Integer> sizes(JsonNode group) {
        return assignment(group).values().stream().map(TreeSet::size).sorted().toList();
    }

    /** Empty ones are dropped; the rest in order per member, partitions as sets. */
    static List<String> callbacks(JsonNode a, JsonNode b) {
        Object left = callbacksOf(a);
        Object right = callbacksOf(b);
        return left.equals(right) ? List.of() : List.of(Compare.line("callbacks", left, right));
    }

    private static Map<String, List<String>> callbacksOf(JsonNode callbacks) {
        Map<String, List<String>> all = new TreeMap<>();
        callbacks.fields().forEachRemaining(member -> {
            List<String> calls = new ArrayList<>();
            for (JsonNode call : member.getValue()) {
                if (call.isTextual()) calls.add(call.asText());
                call.fields().forEachRemaining(one -> {
                    TreeSet<String> partitions = new TreeSet<>(Story.texts(one.getValue()));
                    if (!partitions.isEmpty()) calls.add(one.getKey() + " " + partitions);
                });
            }
            if (!calls.isEmpty()) all.put(member.getKey(), calls);
        });
        return all;
    }

    /** The deliveries of each record in order; across records any order. */
    static Map<String, List<String>> deliveries(JsonNode share) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (String text : Story.texts(share.path("delivered"))) {
            int at = text.indexOf(" delivery ");
            all.computeIfAbsent(text.substring(0, at), record -> new ArrayList<>()).add(text.substring(at));
        }
        return all;
    }
}
