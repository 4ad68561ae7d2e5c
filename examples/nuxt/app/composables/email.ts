/** The address of who is signed in, or null: at first what the server's middleware has found, then what the pages know. */
export const useEmail = () => useState<string | null>('email', () => useRequestEvent()?.context.email ?? null);
