// Settings of a topic as they count now.

import type { World } from '../../kernel/world.ts';
import { topicKeys } from '../config/defaults.ts';
import { topicSetting } from '../metadata-image.ts';
import { newestImage } from './newest-image.ts';

export interface SettingView {
  readonly name: string;
  readonly value: string;
  /** Kafka's own default: neither topic nor cluster says otherwise. */
  readonly isDefault: boolean;
}

export function viewTopicConfig(world: World, topic: string): SettingView[] {
  const image = newestImage(world);
  return Object.entries(topicKeys).map(([name, key]) => {
    const fallback = String(key.default);
    const value = topicSetting(image, topic, name, fallback);
    return { name, value, isDefault: value === fallback };
  });
}
