/** The attributes of the session's cookies: the same in the pages and on the server. */
export const cookieAttributes = { secure: import.meta.env.PROD, sameSite: 'lax' as const };
