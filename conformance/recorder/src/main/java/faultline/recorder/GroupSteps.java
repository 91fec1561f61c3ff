package faultline.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;

/** Consumer groups whose members stay from step to step. */
final class GroupSteps implements AutoCloseable {
    private static final long LONGEST_WAIT_MS = 60_000;
    /** So long a group has to be quiet to count as settled. */
    private static final long QUIET_MS = 2500;
    private static final long POLL_MS = 100;
    private static final Map<String, String> CLASSIC_ASSIGNORS = Map.of(
        "range", "org.apache.kafka.clients.consumer.RangeAssignor",
        "roundrobin", "org.apache.kafka.clients.consumer.RoundRobinAssignor",
        "sticky", "org.apache.kafka.clients.consumer.StickyAssignor",
        "cooperative-sticky", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");

    private final Cluster cluster;
    private final Admin admin;
    /** Members that did not leave, by client.id. */
    private final Map<String, Member> members = new LinkedHashMap<>();

    GroupSteps(Cluster cluster, Admin admin) {
        this.cluster = cluster;
        this.admin = admin;
    }

    Object join(JsonNode step) {
        String name = step.get("member").asText();
        if (members.containsKey(name)) throw new IllegalArgumentException("member " + name + " is there already");
        Map<String, String> defaults = new HashMap<>();
        defaults.put("group.id", step.get("group").asText());
        defaults.put("metadata.max.age.ms", "2000");
        defaults.put("auto.offset.reset", "earliest");
        String protocol = step.path("protocol").asText("classic");
        defaults.put("group.protocol", protocol);
        if (protocol.equals("classic")) {
            defaults.put("session.timeout.ms", "6000");
            defaults.put("heartbeat.interval.ms", "500");
        }
        if (step.has("assignor")) {
            String assignor = step.get("assignor").asText();
            if (protocol.equals("classic")) {
                defaults.put("partition.assignment.strategy", CLASSIC_ASSIGNORS.getOrDefault(assignor, assignor));
            } else {
                defaults.put("group.remote.assignor", assignor);
            }
        }
        if (step.has("instanceId")) defaults.put("group.instance.id", step.get("instanceId").asText());
        Properties properties = ConsumeSteps.properties(cluster.bootstrap(), name, defaults, step.path("config"));
        Member member = new Member(name, step.get("group").asText(), Story.texts(step.get("topics")), properties);
        members.put(name, member);
        member.start();
        return Player.NOTHING;
    }

    Object leave(JsonNode step) throws InterruptedException {
        String name = step.get("member").asText();
        member(name).end(step.path("how").asText("leave"));
        members.remove(name);
        return Player.NOTHING;
    }

    Object stall(JsonNode step) {
        member(step.get("member").asText()).stall(step.get("ms").asLong());
        return Player.NOTHING;
    }

    private Member member(String name) {
        Member member = members.get(name);
        if (member == null) throw new IllegalArgumentException("there is no member " + name + "; members: " + members.keySet());
        return member;
    }

    /** Until the group is Stable with so many members, each holding what the coordinator says, and quiet. */
    Object awaitGroup(JsonNode step) throws Exception {
        String group = step.get("group").asText();
        long end = System.currentTimeMillis() + Math.min(LONGEST_WAIT_MS, step.path("timeoutMs").asLong(LONGEST_WAIT_MS));
        String seen = "";
        long since = 0;
        while (System.currentTimeMillis() < end) {
            String now = settled(group, step.get("members").asInt());
            if (now.isEmpty() || !now.equals(seen)) {
                seen = now;
                since = System.currentTimeMillis();
            } else if (System.currentTimeMillis() - since >= QUIET_MS) {
                return look(group, new LinkedHashMap<>());
            }
            Thread.sleep(POLL_MS);
        }
        return look(group, new LinkedHashMap<>(Map.of("timedOut", true)));
    }

    private Map<String, Object> look(String group, Map<String, Object> observed) throws Exception {
        observed.put("group", describe(group));
        observed.put("callbacks", callbacks(group));
        return observed;
    }

    /** A text of the group's state that stays the same while nothing happens; empty while it is not as wished. */
    private String settled(String group, int wanted) throws Exception {
        final ConsumerGroupDescription described;
        try {
            described = description(group);
        } catch (Exception e) {
            if (!Calls.isRefusal(e)) throw e;
            return "";
        }
        boolean isStable = described.groupState() == GroupState.STABLE || (wanted == 0 && described.groupState() == GroupState.EMPTY);
        if (!isStable || described.members().size() != wanted) return "";
        Map<String, Set<String>> told = new TreeMap<>();
        for (MemberDescription member : described.members()) {
            told.put(member.consumerId(), Member.names(member.assignment().topicPartitions()));
        }
        int heard = 0;
        Collection<Member> ours = members.values().stream().filter(member -> member.group.equals(group)).toList();
        for (Member member : ours) {
            heard += member.heard();
            Set<String> assignment = told.get(member.memberId());
            if (assignment != null && !assignment.equals(member.holding())) return "";
        }
        return heard + " " + told;
    }

    private ConsumerGroupDescription description(String group) throws Exception {
        return Calls.answer(admin.describeConsumerGroups(List.of(group)).describedGroups().get(group));
    }

    Map<String, Object> describe(String group) throws Exception {
        ConsumerGroupDescription described = description(group);
        Map<String, Object> observed = new LinkedHashMap<>();
        observed.put("state", described.groupState().toString());
        observed.put("type", described.type().toString());
        observed.put("assignor", described.partitionAssignor());
        if (described.type() == GroupType.CONSUMER) described.groupEpoch().ifPresent(epoch -> observed.put("groupEpoch", epoch));
        Map<String, String> ids = new TreeMap<>();
        Map<String, Set<String>> assignment = new TreeMap<>();
        for (MemberDescription member : described.members()) {
            ids.put(member.clientId(), member.consumerId());
            assignment.put(member.clientId(), Member.names(member.assignment().topicPartitions()));
        }
        observed.put("memberIds", ids);
        observed.put("assignment", assignment);
        return observed;
    }

    /** Per member that did not leave: its callbacks since the last look. */
    Map<String, Object> callbacks(String group) {
        Map<String, Object> observed = new LinkedHashMap<>();
        members.forEach((name, member) -> {
            if (member.group.equals(group)) observed.put(name, member.takeCallbacks());
        });
        return observed;
    }

    Object committed(String group) throws Exception {
        Map<String, Long> observed = new TreeMap<>();
        Calls.answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).forEach((partition, offset) -> {
            if (offset != null) observed.put(partition.toString(), offset.offset());
        });
        return observed;
    }

    /** Daemon threads end with the program; nothing is to be said to the coordinator any more. */
    @Override
    public void close() {
        members.clear();
    }
}
