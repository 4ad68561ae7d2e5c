// What the scripts of these tests find in their page; see ../harness/globals.d.ts.
declare var passwordless: typeof import('../../jsbridge/js/passwordless/webauthn') &
	typeof import('../../jsbridge/js/passwordless/autofill');
declare var events: string[];
declare var end: () => void; // of autofill
declare var picked: object; // what autofill has got
declare var style: 'callbacks' | 'promises' | 'worker';
declare var last: string; // what the last step came to
