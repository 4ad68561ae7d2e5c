// The types of cognitowasm/ssr, as applications use them.
import { CognitoUserPool } from 'cognitowasm';
import { RequestCookieStorage } from 'cognitowasm/ssr';

/** A request of Node's http. */
declare const incoming: { headers: { cookie?: string; host?: string } };
declare const framework: { getAll(): { name: string; value: string }[] };

const storage = new RequestCookieStorage(new Request('https://example.com'), { httpOnly: true, sameSite: 'strict' });
new CognitoUserPool({ UserPoolId: 'eu-west-1_AbCdEf123', ClientId: '1example2client3id', Storage: storage });
const texts: string[] = storage.setCookies();
storage.applyTo(new Response(''));
new RequestCookieStorage(incoming);
new RequestCookieStorage(framework);
new RequestCookieStorage('a=b; c=d');
// @ts-expect-error -- an unknown value
new RequestCookieStorage('', { sameSite: 'Lax' });
export { texts };
