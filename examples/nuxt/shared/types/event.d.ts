declare module 'h3' {
	interface H3EventContext {
		/** The address of who sends the request, or null. */
		email: string | null;
	}
}

export {};
