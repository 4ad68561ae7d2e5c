/** The events of {@link events}, and the `detail` of each. */
export interface CognitoEventMap {
	/**
	 * The storage refused to read, write or remove a key, for instance because it
	 * is full. What could not be written is kept for this page, which goes on as
	 * usual; a reload forgets it.
	 */
	storagewarning: { key: string; operation: 'read' | 'write' | 'remove' };
	/** A user of this page signed out elsewhere, for instance in another tab. */
	signedout: { clientId: string; username: string };
}

/** An event of {@link events}. */
export interface CognitoEvent<Type extends keyof CognitoEventMap> extends Event {
	/** What happened; never a secret. */
	readonly detail: CognitoEventMap[Type];
}

/** The type of {@link events}: an EventTarget that knows its events. */
export interface CognitoEvents {
	/** Adds a listener for a type of event. */
	addEventListener<Type extends keyof CognitoEventMap>(
		type: Type,
		listener: (event: CognitoEvent<Type>) => unknown,
		options?: boolean | AddEventListenerOptions,
	): void;
	/** Removes a listener. */
	removeEventListener<Type extends keyof CognitoEventMap>(
		type: Type,
		listener: (event: CognitoEvent<Type>) => unknown,
		options?: boolean | EventListenerOptions,
	): void;
	/** Calls the listeners of an event. */
	dispatchEvent(event: Event): boolean;
}

// Made when somebody listens: there may be no EventTarget where nobody does.
let target: EventTarget | undefined;
const forward =
	(method: keyof EventTarget) =>
	(...args: unknown[]) =>
		((target = target || new EventTarget()) as unknown as Record<keyof EventTarget, (...args: unknown[]) => boolean>)[
			method
		](...args);

/** Reports what no callback can: that a storage refuses a key, that a user signed out elsewhere. */
export const events: CognitoEvents = {
	addEventListener: /* @__PURE__ */ forward('addEventListener'),
	removeEventListener: /* @__PURE__ */ forward('removeEventListener'),
	dispatchEvent: /* @__PURE__ */ forward('dispatchEvent'),
};

/** Dispatches an event, if there has ever been a listener. */
export function raise<Type extends keyof CognitoEventMap>(type: Type, detail: CognitoEventMap[Type]): void {
	if (target) target.dispatchEvent(Object.assign(new Event(type), { detail }));
}
