// React-admin with its provider for Cognito, and one resource.
import { CognitoAuthProvider, Login } from 'ra-auth-cognito';
import { CognitoUserPool } from 'amazon-cognito-identity-js';
import { Admin, List, Resource, useGetIdentity, useLogout, usePermissions } from 'react-admin';
import { createRoot } from 'react-dom/client';

const { userPoolId, clientId, endpoint } = window.cognito;
const pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint });
const data = { getList: async () => ({ data: [{ id: 1 }], total: 1 }) };

function Posts() {
	const { identity } = useGetIdentity();
	const { permissions } = usePermissions();
	const leave = useLogout();
	return (
		<List>
			<p>
				{identity && Array.isArray(permissions)
					? `Hello ${identity.id}, in ${permissions.length} groups`
					: 'Who is it?'}
			</p>
			<button id="sign-out" onClick={() => leave()}>
				Leave
			</button>
		</List>
	);
}

createRoot(document.getElementById('root')).render(
	<Admin authProvider={CognitoAuthProvider(pool)} dataProvider={data} loginPage={Login} requireAuth disableTelemetry>
		<Resource name="posts" list={Posts} />
	</Admin>,
);
