import type { CognitoUserSession } from '../classes/session';
import type { CognitoUser } from '../classes/user';

/**
 * Tells whether a stored session has been verified in this page, so that it can
 * be answered with at once. Where there is no runtime yet, nothing has been;
 * remember.ts puts its own function in this place.
 */
export const verified: { has(user: CognitoUser, session: CognitoUserSession): boolean } = { has: () => false };
