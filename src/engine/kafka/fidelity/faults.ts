// How faithful faults, the network and time are.
import type { Room } from './mechanism.ts';

export const faultRoom: Room = {
  id: 'faults',
  title: 'Faults, network and time',
  mechanisms: [
    {
      id: 'fault-crash',
      name: 'Process crash and restart',
      verdict: 'simplified',
      about:
        'What the process had sent still arrives, its peers see the connections close at once, and its page cache survives.',
      notes: [{ says: 'Every process takes 1.5 s from its start to its first line of code.' }],
      sources: ['SIGKILL', 'TCP (RFC 9293)'],
      fixtures: ['leader-crash-acks-all', 'two-crashes-min-isr-2', 'wire-leader-crash'],
    },
    {
      id: 'fault-host',
      name: 'Loss of a host or a zone',
      verdict: 'exact',
      about:
        'Silence: nobody is told, peers learn of it by their own time-outs only. A zone is lost by losing all its hosts at once.',
      notes: [],
      sources: ['TCP (RFC 9293)'],
    },
    {
      id: 'fault-power',
      name: 'Loss of power',
      verdict: 'simplified',
      about: 'A lost host whose logs are cut back to what had been written to the disk.',
      notes: [
        {
          says: 'Logs lose a clean tail: no half-written batches, no damaged files, no long check of logs at the start.',
        },
      ],
      sources: ['Kafka documentation, Application vs. OS Flush Management'],
    },
    {
      id: 'fault-disk',
      name: 'Loss of a disk',
      verdict: 'simplified',
      about: 'The broker comes back with empty logs and copies everything from the leaders again.',
      notes: [
        {
          says: 'A node has one disk, which is replaced by an empty one at once; a running process dies of it and starts again.',
        },
      ],
      sources: ['LogManager', 'KIP-966'],
    },
    {
      id: 'fault-pause',
      name: 'Pause and resume',
      verdict: 'exact',
      about:
        'A process that hangs answers nothing; on waking it finds what waited in its sockets, and its timers fire late.',
      notes: [],
      sources: ['SIGSTOP and SIGCONT'],
      fixtures: [
        'leader-paused-becomes-zombie',
        'follower-paused-is-fenced',
        'follower-behind-leaves-isr',
        'acks-1-loses-acknowledged-records',
      ],
    },
    {
      id: 'fault-shutdown',
      name: 'Shutdown',
      verdict: 'simplified',
      about:
        'The process is asked to stop and does so in its own way: a broker by its controlled shutdown, a producer after a flush, a member by leaving its group.',
      notes: [{ says: 'A controller ends without resigning first; the others see its connections close.' }],
      sources: ['SIGTERM', 'BrokerLifecycleManager'],
      fixtures: ['controlled-shutdown-moves-leaders-first', 'elr-elects-after-clean-shutdown'],
    },
    {
      id: 'fault-cut',
      name: 'Cut links and isolated nodes',
      verdict: 'exact',
      about:
        'Nothing passes in either direction and nobody is told; what was sent waits and is sent again by TCP after the healing.',
      notes: [],
      sources: ['RFC 6298'],
    },
    {
      id: 'fault-slow',
      name: 'Slow nodes and links',
      verdict: 'simplified',
      about: 'Answers of a slow node, or messages on a slow link, take a multiple of their time.',
      notes: [
        {
          says: 'One factor slows everything alike; real slowness comes in bursts and hits disk, processor and network differently.',
        },
      ],
      sources: [],
    },
    {
      id: 'fault-lossy',
      name: 'Lossy links',
      verdict: 'simplified',
      about:
        'TCP hides loss as delay: a lost segment is sent again after 200 ms, then 400 ms, and so on, until the client’s own time-out.',
      notes: [{ says: 'A message is one segment: fast retransmission and a shrinking window are left out.' }],
      sources: ['RFC 6298', 'Linux TCP_RTO_MIN'],
    },
    {
      id: 'latency',
      name: 'Latency and service times',
      verdict: 'simplified',
      about:
        'Each message takes a drawn time by the class of its link, and each answer a drawn time of service, in order on each connection.',
      notes: [
        {
          says: 'The times are teaching constants of the order seen inside one cloud region, not measurements of a cluster.',
        },
        { says: 'Size does not count: bandwidth, disks and processors are never the bottleneck.' },
      ],
      sources: [],
    },
    {
      id: 'clocks',
      name: 'Clocks',
      verdict: 'simplified',
      about: 'Time-outs count in milliseconds, as Kafka’s do.',
      notes: [
        {
          says: 'All nodes share one clock: there is no skew and no jump of time. Records carry no time stamps.',
        },
      ],
      sources: [],
    },
    {
      id: 'draws',
      name: 'Chance',
      verdict: 'simplified',
      about:
        'What Kafka draws (back-off, election time-outs, placement, sticky partitions) is drawn here too, from the seed of the run.',
      notes: [
        {
          says: 'The generator is another one than Java’s: the distribution is the same, the single draw is not.',
        },
      ],
      sources: ['sfc32'],
    },
  ],
};
