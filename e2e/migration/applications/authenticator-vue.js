// The same for Vue.
import { Amplify } from 'aws-amplify';
import { Authenticator } from '@aws-amplify/ui-vue';
import { createApp, h } from 'vue';

const { region, userPoolId, clientId, endpoint } = window.cognito;
Amplify.configure({ Auth: { region, userPoolId, userPoolWebClientId: clientId, endpoint } });

createApp({
	render: () =>
		h(Authenticator, null, {
			default: ({ user, signOut }) =>
				h('main', [h('p', `Hello ${user.username}`), h('button', { id: 'sign-out', onClick: signOut }, 'Leave')]),
		}),
}).mount('#root');
