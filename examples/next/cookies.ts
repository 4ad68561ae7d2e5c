/** The attributes of the session's cookies: the same in the pages and on the server. */
export const cookieAttributes = { secure: process.env.NODE_ENV === 'production', sameSite: 'lax' as const };
