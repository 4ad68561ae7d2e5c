// A context of a web application: state, narrowing, errors.
import {
	AuthenticationDetails,
	CognitoUser,
	CognitoUserAttribute,
	CognitoUserPool,
	CognitoUserSession,
	ICognitoUserPoolData,
	ISignUpResult,
} from 'amazon-cognito-identity-js';

type State =
	| { status: 'out' }
	| { status: 'in'; user: CognitoUser; session: CognitoUserSession; attributes: Record<string, string> }
	| { status: 'new password'; user: CognitoUser; attributes: any };
interface Context {
	state: State;
	signIn(name: string, password: string): Promise<State>;
	signUp(name: string, password: string, attributes: Record<string, string>): Promise<ISignUpResult['userSub']>;
	signOut: CognitoUser['signOut'];
}
const config: ICognitoUserPoolData = {
	UserPoolId: process('POOL'),
	ClientId: process('CLIENT'),
	endpoint: process('ENDPOINT'),
};
function process(name: string): string {
	return name;
}
export class Authentication implements Context {
	state: State = { status: 'out' };
	constructor(private readonly pool: CognitoUserPool = new CognitoUserPool(config)) {}

	async signIn(Username: string, Password: string): Promise<State> {
		const user = new CognitoUser({ Username, Pool: this.pool, Storage: sessionStorage });
		return (this.state = await new Promise<State>((resolve, reject) => {
			user.authenticateUser(new AuthenticationDetails({ Username, Password }), {
				onSuccess: (session) =>
					user.getUserAttributes((error, list) =>
						error ? reject(error) : resolve({ status: 'in', user, session, attributes: record(list) }),
					),
				onFailure: (error) =>
					error.code === 'PasswordResetRequiredException' ? resolve({ status: 'out' }) : reject(error),
				newPasswordRequired: (attributes) => resolve({ status: 'new password', user, attributes }),
			});
		}));
	}
	async signUp(name: string, password: string, attributes: Record<string, string>): Promise<string> {
		const list = Object.entries(attributes).map(([Name, Value]) => new CognitoUserAttribute({ Name, Value }));
		const result = await new Promise<ISignUpResult>((resolve, reject) =>
			this.pool.signUp(name, password, list, [], (error, done) => (error || !done ? reject(error) : resolve(done))),
		);
		return result.userSub;
	}
	signOut = (callback?: () => void): void => {
		const { state } = this;
		if (state.status === 'in') state.user.signOut(callback);
		this.state = { status: 'out' };
	};
	get groups(): string[] {
		return this.state.status === 'in' ? (this.state.session.getIdToken().payload['cognito:groups'] as string[]) : [];
	}
}
const record = (list?: CognitoUserAttribute[]): Record<string, string> =>
	Object.fromEntries((list ?? []).map((each): [string, string] => [each.getName(), each.getValue()]));
