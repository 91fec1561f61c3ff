package faultline.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The order of API calls per sender in two looks at the wire. Receivers and times are not compared. Whether a heartbeat
 * falls into a stretch of a second or two is chance: their occurrence counts only for senders seen for longer.
 */
final class WireCompare {
    private static final Set<String> DROPPED = Set.of("API_VERSIONS", "METADATA", "ALLOCATE_PRODUCER_IDS");
    private static final Set<String> HEARTBEATS = Set.of("HEARTBEAT", "BROKER_HEARTBEAT", "CONSUMER_GROUP_HEARTBEAT");
    /** The longest interval of a heartbeat is five seconds (group.consumer.heartbeat.interval.ms). */
    private static final long SURE_AFTER_MS = 6000;
    /** Equal ones are kept once, wherever they are. */
    private static final Set<String> ONCE = Set.of("INIT_PRODUCER_ID", "FIND_COORDINATOR");

    private static final class Calls {
        final Set<String> occurring = new TreeSet<>();
        final List<String> inOrder = new ArrayList<>();
        long firstMs = Long.MAX_VALUE;
        long lastMs;

        boolean isSeenForLong() {
            return lastMs - firstMs >= SURE_AFTER_MS;
        }
    }

    private WireCompare() {}

    static List<String> differences(JsonNode a, JsonNode b) {
        Map<String, Calls> left = bySender(a);
        Map<String, Calls> right = bySender(b);
        Set<String> senders = new TreeSet<>(left.keySet());
        senders.addAll(right.keySet());
        List<String> lines = new ArrayList<>();
        for (String sender : senders) {
            Calls one = left.getOrDefault(sender, new Calls());
            Calls other = right.getOrDefault(sender, new Calls());
            if (!one.isSeenForLong() || !other.isSeenForLong()) {
                one.occurring.removeAll(HEARTBEATS);
                other.occurring.removeAll(HEARTBEATS);
            }
            if (!one.occurring.equals(other.occurring)) lines.add(Compare.line(sender + " polls", one.occurring, other.occurring));
            if (!one.inOrder.equals(other.inOrder)) lines.add(Compare.line(sender + " calls", one.inOrder, other.inOrder));
        }
        return lines;
    }

    private static Map<String, Calls> bySender(JsonNode entries) {
        int from = 0;
        for (int i = entries.size() - 1; i >= 0; i--) if (entries.get(i).get("api").asText().startsWith("CREATE_TOPICS ")) from = i;
        if (from > 0 && !entries.get(from).get("from").asText().startsWith("adminclient-")) from = 0;
        Map<String, Calls> all = new TreeMap<>();
        for (int i = from; i < entries.size(); i++) {
            String sender = entries.get(i).get("from").asText();
            if (sender.matches("1\\d{3}|raft-client-.*|adminclient-.*")) continue;
            String api = entries.get(i).get("api").asText().replaceAll(" v\\d+$", "");
            if (DROPPED.contains(api)) continue;
            Calls calls = all.computeIfAbsent(sender, name -> new Calls());
            long atMs = entries.get(i).get("atMs").asLong();
            calls.firstMs = Math.min(calls.firstMs, atMs);
            calls.lastMs = Math.max(calls.lastMs, atMs);
            add(calls, api);
        }
        return all;
    }

    private static void add(Calls calls, String api) {
        if (api.equals("FETCH") || HEARTBEATS.contains(api)) {
            calls.occurring.add(api);
            return;
        }
        boolean isNeighbour = !calls.inOrder.isEmpty() && calls.inOrder.get(calls.inOrder.size() - 1).equals(api);
        if (!isNeighbour && !(ONCE.contains(api) && calls.inOrder.contains(api))) calls.inOrder.add(api);
    }
}
