/**
 * How many times longer than the real services the simulated chats wait for the app: 1, or what SIMULATOR_PATIENCE says. Tests set it, so that no
 * answer comes too late because a machine is slow.
 */
export const simulatorPatience = (): number => Number(process.env.SIMULATOR_PATIENCE ?? 1);
