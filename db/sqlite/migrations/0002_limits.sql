CREATE TABLE `source_usage` (
	`source_id` text NOT NULL,
	`day` text NOT NULL,
	`bytes` integer NOT NULL,
	`lines` integer NOT NULL,
	PRIMARY KEY(`source_id`, `day`),
	FOREIGN KEY (`source_id`) REFERENCES `sources`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `source_usage_day` ON `source_usage` (`day`);--> statement-breakpoint
ALTER TABLE `projects` ADD `dead_letter_days` integer DEFAULT 30 NOT NULL;--> statement-breakpoint
ALTER TABLE `sources` ADD `daily_quota_bytes` integer;