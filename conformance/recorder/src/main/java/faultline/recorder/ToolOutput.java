package faultline.recorder;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a shell tool printed, without generated ids, the metadata log's offset, and the order of observers and ISRs. */
final class ToolOutput {
    private static final Pattern ISR = Pattern.compile("(Isr: )([0-9,]+)");
    private static final Pattern OBSERVERS = Pattern.compile("(CurrentObservers: \\[)([^\\]]*)");

    private ToolOutput() {}

    static String comparable(String output) {
        String text = output
            .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID")
            .replaceAll("(?<![\\w-])[\\w-]{22}(?![\\w-])", "ID")
            .replaceAll("(HighWatermark|MaxFollowerLag|MaxFollowerLagTimeMs): +-?\\d+", "$1: N")
            .replaceAll("(Topic: __consumer_offsets\\s+Partition: \\d+\\s+).*", "$1…")
            .replaceAll("HOST +\\(\\d+\\)", "HOST (N)")
            .replaceAll("[ \\t]+", " ");
        return sortedIn(sortedIn(text, ISR, ","), OBSERVERS, "(?<=}), ");
    }

    /** The text with the entries of each list that the pattern finds sorted. */
    private static String sortedIn(String text, Pattern list, String separator) {
        return list.matcher(text).replaceAll(match -> {
            String[] all = match.group(2).split(separator);
            Arrays.sort(all);
            return Matcher.quoteReplacement(match.group(1) + String.join(",", all));
        });
    }
}
