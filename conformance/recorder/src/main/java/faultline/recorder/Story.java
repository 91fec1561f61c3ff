package faultline.recorder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A story file: a cluster and the steps to play on it, with or without what was observed. */
final class Story {
    static final ObjectMapper JSON = new ObjectMapper();

    /** A broker of the story; rack is absent (null) when the file gives none. */
    record Broker(int id, String rack) {}

    private final ObjectNode json;

    private Story(ObjectNode json) {
        this.json = json;
    }

    /** Reads and checks a story. Throws InvalidStory when it is not one that this program can play. */
    static Story read(Path file) throws IOException {
        final JsonNode json;
        try {
            json = JSON.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new InvalidStory(file + " is not JSON: " + e.getOriginalMessage());
        }
        if (!(json instanceof ObjectNode object)) throw new InvalidStory(file + " is not a story: no object");
        Vocabulary.check(object);
        return new Story(object);
    }

    String name() {
        return json.path("name").asText("story");
    }

    List<Broker> brokers() {
        List<Broker> all = new ArrayList<>();
        for (JsonNode broker : json.get("brokers")) {
            all.add(new Broker(broker.get("id").asInt(), broker.path("rack").asText(null)));
        }
        return all;
    }

    int controllers() {
        return json.path("controllers").asInt(1);
    }

    Map<String, String> brokerConfig() {
        return strings(json.path("brokerConfig"));
    }

    Map<String, String> controllerConfig() {
        return strings(json.path("controllerConfig"));
    }

    Map<String, String> features() {
        return strings(json.path("features"));
    }

    List<ObjectNode> steps() {
        List<ObjectNode> all = new ArrayList<>();
        for (JsonNode step : json.get("steps")) all.add((ObjectNode) step);
        return all;
    }

    boolean has(String kindOfStep) {
        return steps().stream().anyMatch(step -> step.get("do").asText().equals(kindOfStep));
    }

    /** Writes the story with these steps, one a line, so that two recordings can be compared by eye. */
    void write(Path file, List<ObjectNode> steps, String kafka) throws IOException {
        StringBuilder text = new StringBuilder("{\n");
        for (Iterator<Map.Entry<String, JsonNode>> fields = json.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (field.getKey().equals("steps") || field.getKey().equals("kafka")) continue;
            text.append(' ').append(JSON.writeValueAsString(field.getKey())).append(": ");
            text.append(JSON.writeValueAsString(field.getValue())).append(",\n");
        }
        text.append(" \"kafka\": ").append(JSON.writeValueAsString(kafka)).append(",\n \"steps\": [\n");
        for (int i = 0; i < steps.size(); i++) {
            text.append("  ").append(JSON.writeValueAsString(steps.get(i)));
            text.append(i + 1 < steps.size() ? ",\n" : "\n");
        }
        Files.writeString(file, text.append(" ]\n}\n"));
    }

    /** The entries of an object as text, in order; none when it is absent. */
    static Map<String, String> strings(JsonNode object) {
        Map<String, String> all = new LinkedHashMap<>();
        object.fields().forEachRemaining(field -> all.put(field.getKey(), field.getValue().asText()));
        return all;
    }

    /** The entries of a list as text; none when it is absent. */
    static List<String> texts(JsonNode list) {
        List<String> all = new ArrayList<>();
        for (JsonNode entry : list) all.add(entry.asText());
        return all;
    }

    /** The entries of a list as numbers; none when it is absent. */
    static List<Integer> numbers(JsonNode list) {
        List<Integer> all = new ArrayList<>();
        for (JsonNode entry : list) all.add(entry.asInt());
        return all;
    }

    /** The file is not a story that can be played; the message says where and why. */
    static final class InvalidStory extends RuntimeException {
        private static final long serialVersionUID = 1L;

        InvalidStory(String message) {
            super(message);
        }
    }
}
