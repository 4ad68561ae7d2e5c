import type { JSONValue, Operations } from './protocol.gen';
import { start } from './start';

/** A request whose JSON members are the application's own values. */
export type Given<Request> = {
	[Member in keyof Request]: JSONValue extends Request[Member] ? unknown : Request[Member];
};

type Core = {
	[Name in keyof Operations]: (request: Given<Parameters<Operations[Name]>[0]>) => ReturnType<Operations[Name]>;
};

/**
 * The Go core. Each operation loads the core when it is not there, and rejects
 * with an Error that has `code` and `name`. It throws only what the
 * application's own values throw when they are read.
 *
 * A request is copied at once, as JSON carries it: later changes to the
 * application's values do not reach it, and `toJSON` methods are honoured. The
 * storage is passed on by reference, so that both halves use the same.
 */
export const core = /* @__PURE__ */ new Proxy({} as Core, {
	get:
		(_, name: string) =>
		({ storage, ...request }: any) => {
			const copy = { ...JSON.parse(JSON.stringify(request)), storage };
			return start().then((operations: any) => operations[name](copy));
		},
});
