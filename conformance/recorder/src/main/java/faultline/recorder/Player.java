package faultline.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;

/** Plays the steps of a story one after the other and writes into each what it observed and how long it took. */
final class Player implements AutoCloseable {
    /** Of a step of which nothing is observed. */
    static final Object NOTHING = new Object();

    private final Cluster cluster;
    private final Admin admin;
    private final TopicSteps topics;
    private final NodeSteps nodes;
    private final ProduceSteps produce;
    private final ConsumeSteps consume;
    private final GroupSteps groups;
    private final TransactionSteps transactions;
    private final WireLog wire;

    Player(Story story, Path folder) throws Exception {
        cluster = new Cluster(story, folder);
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
        cluster.start();
        Properties properties = new Properties();
        properties.put("bootstrap.servers", cluster.bootstrap());
        properties.put("default.api.timeout.ms", "20000");
        properties.put("request.timeout.ms", "5000");
        admin = Admin.create(properties);
        topics = new TopicSteps(admin);
        nodes = new NodeSteps(cluster, admin);
        produce = new ProduceSteps(cluster.bootstrap());
        consume = new ConsumeSteps(cluster.bootstrap());
        groups = new GroupSteps(cluster, admin);
        transactions = new TransactionSteps(cluster.bootstrap());
        wire = new WireLog(cluster);
        nodes.awaitBrokers(story.brokers().size());
    }

    /** The steps again, each with its observation. */
    List<ObjectNode> play(List<ObjectNode> steps) throws Exception {
        List<ObjectNode> recorded = new ArrayList<>();
        for (ObjectNode step : steps) {
            ObjectNode copy = step.deepCopy();
            copy.remove(List.of("observed", "tookMs"));
            long began = System.nanoTime();
            Object observed = playOne(copy);
            long tookMs = (System.nanoTime() - began) / 1_000_000;
            if (observed != NOTHING) copy.set("observed", Story.JSON.valueToTree(observed));
            copy.put("tookMs", tookMs);
            recorded.add(copy);
            System.err.printf("%2d/%d %s%n", recorded.size(), steps.size(), Story.JSON.writeValueAsString(copy));
        }
        return recorded;
    }

    private Object playOne(JsonNode step) throws Exception {
        try {
            return dispatch(step);
        } catch (Exception e) {
            if (!Calls.isRefusal(e)) throw e;
            return Map.of("exception", Calls.nameOf(e));
        }
    }

    private Object dispatch(JsonNode step) throws Exception {
        return switch (step.get("do").asText()) {
            case "createTopic" -> topics.createTopic(step);
            case "addPartitions" -> topics.addPartitions(step);
            case "alterTopic" -> topics.alterTopic(step);
            case "groupConfig" -> topics.groupConfig(step);
            case "reassign" -> topics.reassign(step);
            case "deleteRecords" -> topics.deleteRecords(step);
            case "await" -> topics.await(step);
            case "awaitAllInSync" -> topics.awaitAllInSync();
            case "describe" -> topics.describe(step.get("topic").asText());
            case "offsets" -> topics.offsets(step.get("topic").asText());
            case "electPreferred", "electUnclean" -> topics.elect(step);
            case "kill", "terminate", "pause", "resume", "start" -> nodes.fault(step);
            case "startAll" -> nodes.startAll();
            case "killController" -> nodes.killController();
            case "killCoordinator" -> nodes.killCoordinator(step.get("group").asText());
            case "quorum" -> nodes.quorum();
            case "sleep" -> NodeSteps.sleep(step.get("ms").asLong());
            case "dumpLog" -> ReplicaLog.runs(cluster.dataOf(step.get("node").asInt()),
                step.get("topic").asText(), step.get("partition").asInt());
            case "produce" -> produce.produce(step);
            case "consume" -> consume.consume(step);
            case "work" -> consume.work(step);
            case "share" -> consume.share(step);
            case "join" -> groups.join(step);
            case "leave" -> groups.leave(step);
            case "stall" -> groups.stall(step);
            case "awaitGroup" -> groups.awaitGroup(step);
            case "describeGroup" -> groups.describe(step.get("group").asText());
            case "callbacks" -> groups.callbacks(step.get("group").asText());
            case "groupOffsets" -> groups.committed(step.get("group").asText());
            case "txnInit" -> transactions.init(step);
            case "txnBegin", "txnCommit", "txnAbort", "txnSend", "txnSendOffsets" -> transactions.act(step);
            case "wire" -> wire.look(step.path("client").asText(null));
            case "cli" -> nodes.cli(step);
            default -> throw new IllegalArgumentException("unknown step " + step.get("do"));
        };
    }

    /** Ends the clients without waiting for the cluster, then every process. */
    @Override
    public void close() {
        groups.close();
        transactions.close();
        admin.close(java.time.Duration.ZERO);
        cluster.close();
    }
}
