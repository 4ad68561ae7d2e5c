// What a page needs to share a profile with other tabs: users over a storage of its
// choice, what it has heard of sign-outs, and a marker that comes after what another tab
// has sent before.
'use strict';

/** A memory storage of this tab alone. */
const memory = life.mapStorage();

/** A user over a storage, and the pool's current one. */
const userIn = (Storage, Username) =>
	new AmazonCognitoIdentity.CognitoUser({ Username, Storage, Pool: makePool({ Storage }) });
const currentIn = (Storage) => makePool({ Storage }).getCurrentUser();

/** The error of a session that is asked for, or null. */
const errorOf = (user) => called((done) => user.getSession((error) => done(error))).then(({ error }) => error);

/** The names of the users who have signed out elsewhere, as ours tells a page. */
const signedOut = [];
if (AmazonCognitoIdentity.events)
	AmazonCognitoIdentity.events.addEventListener('signedout', ({ detail }) => signedOut.push(detail.username));

const markers = new BroadcastChannel('markers');
const mark = () => markers.postMessage(null);
const marked = new Promise((resolve) => (markers.onmessage = () => resolve()));
