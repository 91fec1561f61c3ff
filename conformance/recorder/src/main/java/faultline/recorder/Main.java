package faultline.recorder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;

/** The command line: record a story, or compare two recordings. */
public final class Main {
    private static final String USAGE = """
        Usage: recorder [--keep] [--limit-minutes N] STORY RECORDED
               recorder --compare SHIPPED RECORDED

        Plays the steps of STORY on a cluster of Kafka processes on loopback and writes them to RECORDED with what was
        observed. --keep leaves the nodes' folders; a story may take 15 minutes unless told.
        Ends with 0 done or agreed, 1 disagreed or failed, 2 not a valid story or wrong use.""";
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int INVALID = 2;

    private Main() {}

    public static void main(String[] args) {
        int exit;
        try {
            exit = run(new ArrayList<>(List.of(args)));
        } catch (Story.InvalidStory | java.nio.file.NoSuchFileException e) {
            System.err.println(e.getMessage());
            exit = INVALID;
        } catch (Exception e) {
            e.printStackTrace();
            exit = FAILED;
        }
        System.exit(exit);
    }

    private static int run(List<String> args) throws Exception {
        if (args.remove("--compare")) {
            return args.size() == 2 ? Compare.print(Path.of(args.get(0)), Path.of(args.get(1))) : usage();
        }
        boolean keep = args.remove("--keep");
        int minutes = 15;
        int option = args.indexOf("--limit-minutes");
        if (option >= 0 && option + 1 < args.size()) {
            args.remove(option);
            minutes = Integer.parseInt(args.remove(option));
        }
        if (args.size() != 2 || args.stream().anyMatch(arg -> arg.startsWith("-"))) return usage();
        record(Story.read(Path.of(args.get(0))), Path.of(args.get(1)), keep, minutes);
        return DONE;
    }

    private static int usage() {
        System.err.println(USAGE);
        return INVALID;
    }

    private static void record(Story story, Path recorded, boolean keep, int minutes) throws Exception {
        endAfter(minutes);
        Path folder = Files.createTempDirectory("recorder-");
        try (Player player = new Player(story, folder)) {
            List<ObjectNode> steps = player.play(story.steps());
            story.write(recorded, steps, AppInfoParser.getVersion());
            System.err.println(story.name() + ": " + steps.size() + " steps in " + recorded);
        } finally {
            if (keep) System.err.println("kept " + folder);
            else delete(folder);
        }
    }

    /** Everything ends at the limit: the shutdown hook kills the nodes. */
    private static void endAfter(int minutes) {
        Thread watch = new Thread(() -> {
            try {
                Thread.sleep(minutes * 60_000L);
            } catch (InterruptedException e) {
                return;
            }
            System.err.println("not done after " + minutes + " minutes");
            System.exit(FAILED);
        });
        watch.setDaemon(true);
        watch.start();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
