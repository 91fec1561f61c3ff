package faultline.recorder;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a shell tool printed, without generated ids, the metadata log's offset, and the order of an ISR. */
final class ToolOutput {
    private static final Pattern ISR = Pattern.compile("Isr: ([0-9,]+)");

    private ToolOutput() {}

    static String comparable(String output) {
        String text = output
            .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID")
            .replaceAll("(?<![\\w-])[\\w-]{22}(?![\\w-])", "ID")
            .replaceAll("(HighWatermark|MaxFollowerLag|MaxFollowerLagTimeMs): +-?\\d+", "$1: N")
            .replaceAll("(Topic: __consumer_offsets\\s+Partition: \\d+\\s+).*", "$1…")
            .replaceAll("HOST +\\(\\d+\\)", "HOST (N)")
            .replaceAll("[ \\t]+", " ");
        return ISR.matcher(text).replaceAll(match -> Matcher.quoteReplacement("Isr: " + sorted(match.group(1))));
    }

    private static String sorted(String ids) {
        String[] all = ids.split(",");
        Arrays.sort(all);
        return String.join(",", all);
    }
}
