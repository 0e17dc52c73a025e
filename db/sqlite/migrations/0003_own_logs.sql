ALTER TABLE `sources` ADD `own_logs` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `sources_own_logs` ON `sources` (`own_logs`) WHERE "sources"."own_logs" = 1;