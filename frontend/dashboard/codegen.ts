/** Types and texts of the dashboard's GraphQL documents; run `npm run generate` after a change of one. */

import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "../../schema.graphql",
  documents: "src/**/*.graphql",
  ignoreNoDocuments: false,
  generates: {
    "src/api/generated/": {
      preset: "client",
      presetConfig: {
        fragmentMasking: false,
        // The page sends hashes; the service knows their texts, also where it accepts only trusted documents.
        persistedDocuments: { hashAlgorithm: "sha256", mode: "replaceDocumentWithHash" },
      },
      config: {
        documentMode: "string",
        scalars: { DateTime: "string", ID: "string", JSON: "unknown", JSONObject: "Record<string, unknown>", Long: "number" },
        strictScalars: true,
        enumsAsTypes: true,
        useTypeImports: true,
      },
    },
  },
};

export default config;
