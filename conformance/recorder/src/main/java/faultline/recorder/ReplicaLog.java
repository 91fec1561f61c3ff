package faultline.recorder;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A replica's log as on its disk: the headers of its batches in message format v2, without help of a broker. */
final class ReplicaLog {
    /** Base offset, length, partition leader epoch, magic, CRC, attributes, last offset delta, …, record count. */
    private static final int HEADER_BYTES = 61;
    private static final int BYTES_BEFORE_LENGTH_COUNTS = 12;
    private static final int TRANSACTIONAL = 0x10;
    private static final int CONTROL = 0x20;

    private record Batch(long base, long last, int count, int epoch, int kind) {}

    private ReplicaLog() {}

    /** Runs of neighbouring batches of equal leader epoch and kind, without gaps. */
    static List<Map<String, Object>> runs(Path data, String topic, int partition) throws IOException {
        Path folder = data.resolve(topic + "-" + partition);
        if (!Files.isDirectory(folder)) throw new NoSuchFileException(folder + ": the node has no such replica");
        List<Map<String, Object>> runs = new ArrayList<>();
        Batch before = null;
        for (Batch batch : batches(folder)) {
            boolean isNeighbour = before != null && before.epoch == batch.epoch && before.kind == batch.kind
                && before.last + 1 == batch.base;
            if (isNeighbour) {
                Map<String, Object> run = runs.get(runs.size() - 1);
                run.put("lastOffset", batch.last);
                run.put("count", (int) run.get("count") + batch.count);
            } else {
                runs.add(run(batch));
            }
            before = batch;
        }
        return runs;
    }

    private static Map<String, Object> run(Batch batch) {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("baseOffset", batch.base);
        run.put("lastOffset", batch.last);
        run.put("count", batch.count);
        run.put("partitionLeaderEpoch", batch.epoch);
        run.put("isTransactional", (batch.kind & TRANSACTIONAL) != 0);
        run.put("isControl", (batch.kind & CONTROL) != 0);
        return run;
    }

    private static List<Batch> batches(Path folder) throws IOException {
        final List<Path> segments;
        try (Stream<Path> files = Files.list(folder)) {
            segments = files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        }
        List<Batch> all = new ArrayList<>();
        for (Path segment : segments) {
            try (DataInputStream in = new DataInputStream(Files.newInputStream(segment))) {
                for (Batch batch = next(in); batch != null; batch = next(in)) all.add(batch);
            }
        }
        return all;
    }

    /** The next batch; null at the end, and at one that is being written. */
    private static Batch next(DataInputStream in) throws IOException {
        byte[] header = in.readNBytes(HEADER_BYTES);
        if (header.length < HEADER_BYTES) return null;
        ByteBuffer bytes = ByteBuffer.wrap(header);
        int length = bytes.getInt(8);
        if (length == 0) return null;
        if (bytes.get(16) != 2) throw new IOException("message format " + bytes.get(16) + " is not read here");
        try {
            in.skipNBytes(length + BYTES_BEFORE_LENGTH_COUNTS - HEADER_BYTES);
        } catch (EOFException unfinished) {
            return null;
        }
        long base = bytes.getLong(0);
        int attributes = bytes.getShort(21);
        return new Batch(base, base + bytes.getInt(23), bytes.getInt(57), bytes.getInt(12), attributes & (TRANSACTIONAL | CONTROL));
    }
}
