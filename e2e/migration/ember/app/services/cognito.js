// ember-cognito's service, for the pool that the page has.
import CognitoService from 'ember-cognito/services/cognito';

const { region, userPoolId, clientId, endpoint } = window.cognito;

export default class extends CognitoService {
	poolId = userPoolId;
	clientId = clientId;
	autoRefreshSession = false;

	configure(more) {
		super.configure({ region, endpoint, ...more });
	}
}
