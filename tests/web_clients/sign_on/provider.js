// An OpenID provider: `node provider.js CONFIGURATION`, a file with its issuer, port, client, keys and the address of bonsens.
import { readFileSync } from "node:fs";
import { Provider } from "oidc-provider";

const given = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const account = (id) => ({
  sub: id,
  preferred_username: id.replace(/-.*/, ""),
  name: id[0].toUpperCase() + id.slice(1),
  department: "Claims",
  locale: "fr-FR",
});
const provider = new Provider(given.issuer, {
  clients: [
    {
      client_id: given.client,
      client_secret: given.secret,
      redirect_uris: [`${given.bonsens}/v1/auth/providers/${given.name}/callback`],
      post_logout_redirect_uris: [`${given.bonsens}/`],
      backchannel_logout_uri: `${given.bonsens}/v1/auth/providers/${given.name}/backchannel-logout`,
      backchannel_logout_session_required: true,
      id_token_signed_response_alg: given.algorithm,
      grant_types: ["authorization_code", "client_credentials"],
    },
  ],
  jwks: { keys: given.keys },
  // Cookies know no port, and both providers stand on one machine.
  cookies: {
    keys: ["a key of the test"],
    names: { session: `session_${given.name}`, interaction: `interaction_${given.name}`, resume: `resume_${given.name}` },
  },
  claims: { openid: ["sub"], profile: ["name", "preferred_username", "department", "locale"], email: ["email"] },
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: true },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => undefined,
      getResourceServerInfo: (_context, resource) => ({
        scope: "write",
        audience: resource,
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: given.algorithm } },
      }),
    },
  },
  // By itself it asks no address of this machine.
  fetch: (address, options) => fetch(address, { ...options, dispatcher: undefined }),
  findAccount: (_context, id) => ({ accountId: id, claims: () => account(id) }),
});
provider.on("backchannel.error", (_context, error) => console.error(error));
provider.on("server_error", (_context, error) => console.error(error));
provider.listen(given.port, "127.0.0.1", () => console.log("listening"));
