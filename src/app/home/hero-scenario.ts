/** The built-in scenario that the home page runs. */
export const HERO_SCENARIO = 'three-zones';
