// The npm package `oidc-provider` as the tests want it: `node oidc_provider.mjs OPTIONS`, where
// OPTIONS is JSON: modules, port, cert, key. Whoever comes is signed in as `wang`, by a page that
// sends its form by itself; with `login_hint=deny` in the request they press Cancel.
import { createServer } from "node:https";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const options = JSON.parse(process.argv[2]);
const require = createRequire(options.modules + "/");
const { Provider } = await import(pathToFileURL(require.resolve("oidc-provider")).href);
const issuer = `https://localhost:${options.port}`;
const grants = ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"];

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "mohist", application_type: "native", token_endpoint_auth_method: "none",
      redirect_uris: ["http://127.0.0.1/callback"], grant_types: grants, response_types: ["code"],
    },
    {
      client_id: "with-secret", client_secret: "s3cret of the client", application_type: "native",
      redirect_uris: ["http://127.0.0.1/callback"], grant_types: grants, response_types: ["code"],
      token_endpoint_auth_method: "client_secret_basic",
    },
  ],
  features: {
    devInteractions: { enabled: false },
    deviceFlow: { enabled: true },
    revocation: { enabled: true },
  },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  claims: { openid: ["sub"], profile: ["name", "preferred_username", "name_cn"],
    email: ["email"], groups: ["groups"] },
  scopes: ["openid", "offline_access", "profile", "email", "groups"],
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: "Wang Wei", preferred_username: "wangwei", name_cn: "王伟",
      email: "wang@example.org", groups: ["dba", "oncall"] }),
  }),
  rotateRefreshToken: true,
  pkce: { required: () => true },
  cookies: { keys: ["of the tests"] },
});

const serve = provider.callback();
createServer({ cert: readFileSync(options.cert), key: readFileSync(options.key) }, async (request, response) => {
  if (!request.url.startsWith("/interaction/")) return serve(request, response);
  const { prompt, params, grantId, session } = await provider.interactionDetails(request, response);
  if (request.method === "GET") {
    response.setHeader("Content-Type", "text/html");
    return response.end('<form method="post"></form><script>document.forms[0].submit()</script>');
  }
  if (params.login_hint === "deny") {
    return provider.interactionFinished(request, response,
      { error: "access_denied", error_description: "Pressed <b>Cancel</b>" });
  }
  if (prompt.name === "login") {
    return provider.interactionFinished(request, response, { login: { accountId: "wang" } });
  }
  const grant = (grantId && await provider.Grant.find(grantId))
    || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  return provider.interactionFinished(request, response,
    { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
}).listen(options.port, "127.0.0.1");
