package faultline.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What every node completed as a request, from the nodes' own request logs, since the last look. */
final class WireLog {
    private static final String MARK = "Completed request:";

    private final Cluster cluster;
    /** Bytes of each node's request log that have been looked at. */
    private final Map<Integer, Integer> read = new HashMap<>();

    private record Request(long arrivedMs, String from, int to, String api, long tookMs) {}

    WireLog(Cluster cluster) {
        this.cluster = cluster;
    }

    /** By arrival; neighbours of one sender that ask the same of the same node are folded. */
    Object look(String client) throws IOException {
        List<Request> requests = new ArrayList<>();
        for (int node : cluster.ids()) requests.addAll(completed(node));
        requests.sort(Comparator.comparingLong(Request::arrivedMs));
        List<Map<String, Object>> observed = new ArrayList<>();
        Map<String, Map<String, Object>> lastOf = new HashMap<>();
        for (Request request : requests) {
            if (client != null && !client.equals(request.from)) continue;
            Map<String, Object> last = lastOf.get(request.from);
            if (last != null && last.get("api").equals(request.api) && last.get("to").equals(request.to)) {
                last.put("times", (int) last.get("times") + 1);
                continue;
            }
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("atMs", request.arrivedMs - requests.get(0).arrivedMs);
            entry.put("from", request.from);
            entry.put("to", request.to);
            entry.put("api", request.api);
            entry.put("times", 1);
            entry.put("firstTookMs", request.tookMs);
            observed.add(entry);
            lastOf.put(request.from, entry);
        }
        return observed;
    }

    private List<Request> completed(int node) throws IOException {
        List<Request> all = new ArrayList<>();
        if (!Files.exists(cluster.requestLog(node))) return all;
        byte[] bytes = Files.readAllBytes(cluster.requestLog(node));
        int from = read.getOrDefault(node, 0);
        int end = bytes.length;
        while (end > from && bytes[end - 1] != '\n') end--;
        read.put(node, end);
        for (String line : new String(bytes, from, end - from, StandardCharsets.UTF_8).split("\n")) {
            int mark = line.indexOf(MARK);
            if (mark > 0) all.add(request(node, Long.parseLong(line.substring(0, line.indexOf(' '))), line.substring(mark + MARK.length())));
        }
        return all;
    }

    private static Request request(int node, long loggedMs, String text) throws IOException {
        JsonNode entry = Story.JSON.readTree(text);
        JsonNode header = entry.get("requestHeader");
        long tookMs = Math.round(entry.get("totalTimeMs").asDouble());
        String api = header.get("requestApiKeyName").asText() + " v" + header.get("requestApiVersion").asInt();
        return new Request(loggedMs - tookMs, header.path("clientId").asText(""), node, api, tookMs);
    }
}
