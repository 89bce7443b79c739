// The campaign that is open, with its themes: shared by all its pages, asked for once.
import { getContext, setContext } from "svelte";
import { api, take, type Schemas } from "./api/client";

export type Campaign = Schemas["CampaignOut"];
export type Theme = Schemas["ThemeItem"];
export type Page = Schemas["PageItem"];

export interface Opened {
  campaign: Campaign;
  themes: Theme[];
}

export async function openCampaign(slug: string): Promise<Opened> {
  const path = { campaign: slug };
  const [campaign, themes] = await Promise.all([
    take(api.GET("/v1/campaigns/{campaign}", { params: { path } })),
    take(api.GET("/v1/campaigns/{campaign}/themes", { params: { path, query: { include: "counts" } } })),
  ]);
  return { campaign, themes: themes.items };
}

/** What pages inside a campaign find in their context. */
export interface Inside {
  readonly campaign: Campaign;
  readonly themes: Theme[];
  may: (act: string) => boolean;
  reload: () => Promise<void>;
}

const KEY = Symbol("campaign");

export function offer(inside: Inside): void {
  setContext(KEY, inside);
}

export function inside(): Inside {
  return getContext<Inside>(KEY);
}
