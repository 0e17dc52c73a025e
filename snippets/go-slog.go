// go get go.opentelemetry.io/contrib/bridges/otelslog go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp
package main

import (
	"context"
	"log/slog"

	"go.opentelemetry.io/contrib/bridges/otelslog"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp"
	"go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/resource"
)

func main() {
	ctx := context.Background()
	exporter, err := otlploghttp.New(ctx,
		otlploghttp.WithEndpointURL("CORDWOOD_ADDRESS/v1/logs"),
		otlploghttp.WithHeaders(map[string]string{"X-API-Key": "CORDWOOD_KEY", "X-Source": "CORDWOOD_SOURCE"}),
		otlploghttp.WithCompression(otlploghttp.GzipCompression),
	)
	if err != nil {
		panic(err)
	}
	provider := log.NewLoggerProvider(
		log.WithResource(resource.NewSchemaless(attribute.String("service.name", "checkout"))),
		log.WithProcessor(log.NewBatchProcessor(exporter)),
	)
	// What waits is sent before the program ends.
	defer provider.Shutdown(ctx)

	logger := slog.New(otelslog.NewHandler("checkout", otelslog.WithLoggerProvider(provider)))
	logger.Info("hello from Go", "order", 4711)
}
