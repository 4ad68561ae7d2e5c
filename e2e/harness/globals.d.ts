// What the scripts of the test pages find in their pages, and what they and the tests leave
// there for each other.

// Ours or upstream, as applications have it that know nothing of ours. What upstream does
// not declare is any: scenarios reach past its declarations, as applications do.
declare var AmazonCognitoIdentity: typeof import('amazon-cognito-identity-js') & { [name: string]: any };

// page.js
declare var endpoint: string; // Cognito's address
declare var user: import('amazon-cognito-identity-js').CognitoUser & { [name: string]: any }; // of the test's steps
declare var kept: Record<string, unknown>; // what a storage of the scenario's own has
declare var secret: string; // of an authenticator app
declare var watching: boolean; // while the page itself calls the library
declare var seen: string[]; // the library's methods that the page has called
declare var callbacks: number; // how often fate's were called
declare var sent: number; // requests since count
declare var counting: boolean; // since count was called
declare var writes: Record<string, number>; // by key, since count

// clock.js
declare var shift: number;
declare var stopped: number | undefined;
declare var hurried: number;

// properties.js
declare var issues: Map<string, number>;
declare var issued: number;
declare var missing: null | undefined;

// crashable.js
declare var crash: 'trap' | 'exit' | undefined;
declare var modules: number; // that were started
declare var ranOn: number; // calls into modules that had stopped

// workers.js
declare var workers: Worker[];
declare var heard: string[]; // what they have sent

// core.js
declare var load: (options?: object) => Promise<Record<string, (request: object) => Promise<object>>>;
declare var request: (members: object) => object;
declare var call: (operation: string, members: object) => Promise<object>;
declare var pageStorage: (wrap?: (value: unknown) => unknown) => object;
declare module '*/core.mjs' {
	export const load: () => Promise<Record<string, (request: object) => Promise<object>>>;
}

// readers.js
declare var ask: () => Promise<object[]>;
declare module '*/index.mjs' {
	export const CognitoUserPool: new (data: object) => import('amazon-cognito-identity-js').CognitoUserPool;
}

// chaos.js
declare var asked: { told: number }[];
declare var users: import('amazon-cognito-identity-js').CognitoUser[];
declare var backs: number; // how often the page came back from the cache

// secrets.js
declare var lines: string[];
declare var replies: string[];
declare var noteErrors: (name: string, args: unknown[]) => void;
