// The category Auth of Amplify 5, as applications configure it; the test calls it.
import { Auth, Hub } from 'aws-amplify';

const { region, userPoolId, clientId, endpoint } = window.cognito;
Auth.configure({ region, userPoolId, userPoolWebClientId: clientId, endpoint });
window.heard = [];
Hub.listen('auth', ({ payload }) => window.heard.push(payload.event));
window.Auth = Auth;
