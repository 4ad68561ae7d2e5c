// An application that signs in at the pool's domain with oidc-client-ts.
import { UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { fate } from './fate.mjs';

let manager;

globalThis.application = {
	configure: (settings) => {
		manager = new UserManager({
			...settings,
			automaticSilentRenew: false,
			userStore: new WebStorageStateStore({ store: localStorage }),
		});
	},
	/** Calls one of the manager's functions. */
	call: (name, ...input) => fate(() => manager[name](...input)),
};
