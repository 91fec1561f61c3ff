package faultline.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;

/** What an administrator does to topics, and what the cluster answers about them. */
final class TopicSteps {
    private static final long POLL_MS = 250;
    private static final long LONGEST_WAIT_MS = 60_000;
    /** After an election or added partitions; a changed config counts as applied after SETTLE_CONFIG_MS. */
    private static final long SETTLE_MS = 1500;
    private static final long SETTLE_CONFIG_MS = 1000;

    private final Admin admin;

    TopicSteps(Admin admin) {
        this.admin = admin;
    }

    Object createTopic(JsonNode step) throws Exception {
        String topic = step.get("topic").asText();
        final NewTopic wanted;
        if (step.has("replicas")) {
            Map<Integer, List<Integer>> replicas = new TreeMap<>();
            step.get("replicas").fields().forEachRemaining(
                field -> replicas.put(Integer.parseInt(field.getKey()), Story.numbers(field.getValue())));
            wanted = new NewTopic(topic, replicas);
        } else {
            wanted = new NewTopic(topic,
                Optional.ofNullable(step.get("partitions")).map(JsonNode::asInt),
                Optional.ofNullable(step.get("replicationFactor")).map(factor -> (short) factor.asInt()));
        }
        Calls.answer(admin.createTopics(List.of(wanted.configs(Story.strings(step.path("config"))))).all());
        long end = System.currentTimeMillis() + LONGEST_WAIT_MS;
        while (System.currentTimeMillis() < end) {
            if (isInSync(partitionsOrNone(topic))) return describe(topic);
            Thread.sleep(20);
        }
        return timedOut(topic);
    }

    private static boolean isInSync(List<TopicPartitionInfo> partitions) {
        return !partitions.isEmpty() && partitions.stream().allMatch(p -> p.isr().size() == p.replicas().size());
    }

    private List<TopicPartitionInfo> partitions(String topic) throws Exception {
        return Calls.answer(admin.describeTopics(List.of(topic)).topicNameValues().get(topic)).partitions();
    }

    /** None while the cluster does not answer or does not know the topic yet. */
    private List<TopicPartitionInfo> partitionsOrNone(String topic) throws Exception {
        try {
            return partitions(topic);
        } catch (Exception e) {
            if (!Calls.isRefusal(e)) throw e;
            return List.of();
        }
    }

    /** Per partition: leader (-1 none), replicas, isr, elr, leader epoch that ListOffsets(latest) answers (-1 none). */
    List<Map<String, Object>> describe(String topic) throws Exception {
        List<Map<String, Object>> all = new ArrayList<>();
        for (TopicPartitionInfo partition : partitions(topic)) {
            Map<String, Object> one = new LinkedHashMap<>();
            boolean hasLeader = partition.leader() != null && !partition.leader().isEmpty();
            one.put("partition", partition.partition());
            one.put("leader", hasLeader ? partition.leader().id() : -1);
            one.put("replicas", partition.replicas().stream().map(Node::id).toList());
            one.put("isr", sortedIds(partition.isr()));
            one.put("elr", sortedIds(partition.elr()));
            one.put("epochOfLatestOffset", hasLeader ? latestEpoch(new TopicPartition(topic, partition.partition())) : -1);
            all.add(one);
        }
        return all;
    }

    private Object describeOrRefusal(String topic) throws Exception {
        try {
            return describe(topic);
        } catch (Exception e) {
            if (!Calls.isRefusal(e)) throw e;
            return Map.of("exception", Calls.nameOf(e));
        }
    }

    private static List<Integer> sortedIds(List<Node> nodes) {
        return nodes == null ? List.of() : nodes.stream().map(Node::id).sorted().toList();
    }

    private int latestEpoch(TopicPartition partition) throws Exception {
        try {
            return Calls.answer(admin.listOffsets(Map.of(partition, OffsetSpec.latest())).partitionResult(partition))
                .leaderEpoch().orElse(-1);
        } catch (Exception e) {
            if (!Calls.isRefusal(e)) throw e;
            return -1;
        }
    }

    Object offsets(String topic) throws Exception {
        List<Map<String, Object>> all = new ArrayList<>();
        for (TopicPartitionInfo info : partitions(topic)) {
            TopicPartition partition = new TopicPartition(topic, info.partition());
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("partition", info.partition());
            one.put("earliest", offset(partition, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED));
            one.put("latest", offset(partition, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED));
            one.put("lastStable", offset(partition, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED));
            all.add(one);
        }
        return all;
    }

    private long offset(TopicPartition partition, OffsetSpec which, IsolationLevel isolation) throws Exception {
        ListOffsetsResult result = admin.listOffsets(Map.of(partition, which), new ListOffsetsOptions(isolation));
        return Calls.answer(result.partitionResult(partition)).offset();
    }

    /** Waits until the named partition is as wished; one second later, what is to be seen of the topic. */
    Object await(JsonNode step) throws Exception {
        String topic = step.get("topic").asText();
        int wanted = step.path("partition").asInt(0);
        long end = System.currentTimeMillis() + Math.min(LONGEST_WAIT_MS, step.path("timeoutMs").asLong(LONGEST_WAIT_MS));
        while (System.currentTimeMillis() < end) {
            for (TopicPartitionInfo partition : partitionsOrNone(topic)) {
                if (partition.partition() == wanted && isAsWished(partition, step.get("until"))) {
                    Thread.sleep(1000);
                    return describe(topic);
                }
            }
            Thread.sleep(POLL_MS);
        }
        return timedOut(topic);
    }

    private static boolean isAsWished(TopicPartitionInfo partition, JsonNode until) {
        int leader = partition.leader() == null || partition.leader().isEmpty() ? -1 : partition.leader().id();
        List<Integer> isr = sortedIds(partition.isr());
        if (until.has("leader") && leader != until.get("leader").asInt()) return false;
        if (until.has("leaderNot") && (leader == -1 || leader == until.get("leaderNot").asInt())) return false;
        if (until.has("isrSize") && isr.size() != until.get("isrSize").asInt()) return false;
        return !until.has("isr") || isr.equals(Story.numbers(until.get("isr")).stream().sorted().toList());
    }

    private Object timedOut(String topic) throws Exception {
        Map<String, Object> observed = new LinkedHashMap<>();
        observed.put("timedOut", true);
        observed.put("partitions", describeOrRefusal(topic));
        return observed;
    }

    Object awaitAllInSync() throws Exception {
        long end = System.currentTimeMillis() + LONGEST_WAIT_MS;
        while (System.currentTimeMillis() < end) {
            if (isEveryTopicInSync()) return Player.NOTHING;
            Thread.sleep(POLL_MS);
        }
        throw new IllegalStateException("not all replicas were in sync within " + LONGEST_WAIT_MS + " ms");
    }

    private boolean isEveryTopicInSync() throws Exception {
        try {
            Set<String> names = Calls.answer(admin.listTopics(
                new org.apache.kafka.clients.admin.ListTopicsOptions().listInternal(true)).names());
            for (String name : names) if (!isInSync(partitions(name))) return false;
            return true;
        } catch (Exception e) {
            if (!Calls.isRefusal(e)) throw e;
            return false;
        }
    }

    Object elect(JsonNode step) throws Exception {
        String topic = step.get("topic").asText();
        TopicPartition partition = new TopicPartition(topic, step.get("partition").asInt());
        ElectionType type = step.get("do").asText().equals("electUnclean") ? ElectionType.UNCLEAN : ElectionType.PREFERRED;
        Map<TopicPartition, Optional<Throwable>> answers =
            Calls.answer(admin.electLeaders(type, Set.of(partition)).partitions());
        Map<String, Object> observed = new LinkedHashMap<>();
        observed.put("error", answers.get(partition).map(Calls::nameOf).orElse(null));
        Thread.sleep(SETTLE_MS);
        observed.put("partitions", describeOrRefusal(topic));
        return observed;
    }

    Object addPartitions(JsonNode step) throws Exception {
        String topic = step.get("topic").asText();
        Calls.answer(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(step.get("to").asInt()))).all());
        Thread.sleep(SETTLE_MS);
        return describe(topic);
    }

    Object alterTopic(JsonNode step) throws Exception {
        return alter(ConfigResource.Type.TOPIC, step.get("topic").asText(), step.get("config"));
    }

    Object groupConfig(JsonNode step) throws Exception {
        return alter(ConfigResource.Type.GROUP, step.get("group").asText(), step.get("config"));
    }

    private Object alter(ConfigResource.Type type, String name, JsonNode config) throws Exception {
        List<AlterConfigOp> changes = new ArrayList<>();
        Story.strings(config).forEach((key, value) ->
            changes.add(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
        Calls.answer(admin.incrementalAlterConfigs(Map.of(new ConfigResource(type, name), changes)).all());
        Thread.sleep(SETTLE_CONFIG_MS);
        return Player.NOTHING;
    }

    Object reassign(JsonNode step) throws Exception {
        String topic = step.get("topic").asText();
        TopicPartition partition = new TopicPartition(topic, step.get("partition").asInt());
        Map<TopicPartition, Optional<NewPartitionReassignment>> wanted = new HashMap<>();
        wanted.put(partition, Optional.of(new NewPartitionReassignment(Story.numbers(step.get("replicas")))));
        Calls.answer(admin.alterPartitionReassignments(wanted).all());
        long end = System.currentTimeMillis() + LONGEST_WAIT_MS;
        while (System.currentTimeMillis() < end) {
            Thread.sleep(POLL_MS);
            if (Calls.answer(admin.listPartitionReassignments().reassignments()).isEmpty()) return describe(topic);
        }
        return timedOut(topic);
    }

    Object deleteRecords(JsonNode step) throws Exception {
        String topic = step.get("topic").asText();
        TopicPartition partition = new TopicPartition(topic, step.get("partition").asInt());
        Calls.answer(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(step.get("before").asLong()))).all());
        return offsets(topic);
    }
}
