// Writes a gzip file beside each script and style sheet, so that no request pays for compressing.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const WORTH_BYTES = 1024;
const OS_BYTE = 9;
const UNKNOWN_OS = 255;

export function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    // Not before: until it is written, a chunk may still be changed by others.
    writeBundle(options, bundle) {
      for (const name of Object.keys(bundle)) {
        const file = join(options.dir ?? "", name);
        if (!/\.(js|css)$/.test(name)) continue;
        const bytes = readFileSync(file);
        if (bytes.length < WORTH_BYTES) continue;
        const packed = gzipSync(bytes, { level: 9 });
        packed[OS_BYTE] = UNKNOWN_OS;
        writeFileSync(`${file}.gz`, packed);
      }
    },
  };
}
