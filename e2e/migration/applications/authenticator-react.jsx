// Amplify UI's component, with its own forms, around an application.
import { Amplify } from 'aws-amplify';
import { withAuthenticator } from '@aws-amplify/ui-react';
import { createRoot } from 'react-dom/client';

const { region, userPoolId, clientId, endpoint } = window.cognito;
Amplify.configure({ Auth: { region, userPoolId, userPoolWebClientId: clientId, endpoint } });

const Application = withAuthenticator(({ signOut, user }) => (
	<main>
		<p>Hello {user.username}</p>
		<button id="sign-out" onClick={signOut}>
			Leave
		</button>
	</main>
));
createRoot(document.getElementById('root')).render(<Application />);
