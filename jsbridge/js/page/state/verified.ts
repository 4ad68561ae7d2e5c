import type { SessionState, UserState } from './user';

/**
 * Reports whether a stored session has been verified in this page, so that it can
 * be returned synchronously. Until there is a runtime, none has been;
 * runtime/remember.ts then replaces the function.
 */
export const verified: { has(user: UserState, session: SessionState): boolean } = { has: () => false };
