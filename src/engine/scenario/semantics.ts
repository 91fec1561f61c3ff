// The number of what the engine makes of a scenario. It rises whenever the same scenario and seed give another trace,
// so that a shared link can say why its outcome differs.

export const ENGINE_SEMANTICS = 3;
