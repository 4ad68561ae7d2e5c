import SessionService from 'ember-simple-auth/services/session';

export default class extends SessionService {
	// The page stays and shows the form, where the default is to load the root URL.
	handleInvalidation() {}
}
