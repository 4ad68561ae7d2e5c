// Subclasses: overridden methods, and members of their own, of any name.
import {
	AuthenticationDetails,
	CognitoRefreshToken,
	CognitoUser,
	CognitoUserAttribute,
	CognitoUserPool,
	CognitoUserSession,
	CookieStorage,
	IAuthenticationCallback,
	ICognitoUserData,
	ICognitoUserPoolData,
	NodeCallback,
} from 'amazon-cognito-identity-js';

export class QuietUser extends CognitoUser {
	getSession(callback: any): void {
		super.getSession(callback);
	}
	signOut(): void {
		super.signOut();
	}
	authenticateUser(details: AuthenticationDetails, callbacks: IAuthenticationCallback): void {
		return super.authenticateUser(details, { ...callbacks, onFailure: (error) => callbacks.onFailure(error.message) });
	}
	getUserAttributes(callback: NodeCallback<Error, CognitoUserAttribute[]>) {
		super.getUserAttributes((error, list) => callback(error, list));
	}
	refreshSession(token: CognitoRefreshToken, callback: NodeCallback<any, any>): void {
		super.refreshSession(token, callback, undefined);
	}
	setAuthenticationFlowType(type: string): string {
		super.setAuthenticationFlowType(type);
		return type;
	}
}
export class NamedUser extends CognitoUser {
	private readonly username: string;
	private pool: CognitoUserPool;
	protected storage: Map<string, string> = new Map();
	client = 5;
	constructor(data: ICognitoUserData) {
		super(data);
		this.username = data.Username;
		this.pool = data.Pool;
	}
	describe(): string {
		return this.username + this.pool.getClientId() + this.storage.size + this.client;
	}
	// A method of upstream's code that its declarations lack.
	cacheTokens(): number {
		return 1;
	}
}
export class TenantPool extends CognitoUserPool {
	private storage = { tenant: '' };
	constructor(data: ICognitoUserPoolData, tenant: string) {
		super(data, (target) => (error, result) => target(error, result));
		this.storage.tenant = tenant;
	}
	getCurrentUser(): QuietUser | null {
		const found = super.getCurrentUser();
		return found && new QuietUser({ Username: found.getUsername(), Pool: this });
	}
	signUp(...args: Parameters<CognitoUserPool['signUp']>): void {
		return super.signUp(...args);
	}
}
export class CheckedSession extends CognitoUserSession {
	private idToken: string = this.getIdToken().getJwtToken();
	verify(): boolean {
		return this.isValid() && this.idToken !== '';
	}
}
export class Details extends AuthenticationDetails {
	private password?: string;
	getPassword(): string {
		return this.password ?? super.getPassword();
	}
}
export class Cookies extends CookieStorage {
	private path = 5;
	getItem(key: string): string {
		return super.getItem(key) + this.path;
	}
}
export function mixed<T extends new (...args: any[]) => CognitoUser>(Base: T) {
	return class extends Base {
		getSession(callback: any): void {
			super.getSession(callback);
		}
	};
}
