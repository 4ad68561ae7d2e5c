// Claims of tokens, around the time at which tests stop the clock.

export const now = 1_700_000_000;

export const valid = { exp: now + 3600, iat: now - 10 };
