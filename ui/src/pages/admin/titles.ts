// What pages are called, where the API tells their ids alone.
import { api, takeAll } from "../../api/client";

export interface Named {
  slug: string;
  title: string;
}

export async function titlesOf(campaign: string): Promise<Map<number, Named>> {
  const params = { path: { campaign } };
  const pages = await takeAll((after) =>
    api.GET("/v1/campaigns/{campaign}/pages", { params: { ...params, query: { state: "latest", limit: 100, ...after } } }),
  );
  return new Map(pages.map((page) => [page.id, { slug: page.slug, title: page.title }]));
}
